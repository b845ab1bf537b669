"""What more than one door needs and no platform has invented."""
