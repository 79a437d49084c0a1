"""Reviews: what buyers think of what they got, and what the shop answers."""
