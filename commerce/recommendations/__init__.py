"""What others bought with it, what sells (learnt from paid orders), and what one looked at."""
