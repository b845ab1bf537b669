"""Composers: each makes one kind of notice from what is true at this moment. ``bot.work.compose`` lists them."""
