"""Fine-tuning of the zero-shot model: written passages and public data in, weights out.

Training itself needs the extra in ``requirements-torch.txt``; reading passages, rendering and
scoring do not. Nothing a user does every day comes through here.
"""
