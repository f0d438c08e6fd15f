"""Recipes that train the networks of Frameloom. Run them from the top of the repository: `python -m models.video.train`."""
