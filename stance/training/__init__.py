"""Fine-tuning of the zero-shot model: written passages and public data in, weights out.

Needs the extra in ``requirements-torch.txt``. Nothing a user does every day comes through here.
"""
