"""The pages of the dashboard. Each asks, guards, fetches, measures and draws, and offers."""
