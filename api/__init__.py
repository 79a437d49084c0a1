"""The machines' face: JSON API, payment callbacks, health, metrics and the first HTML."""
