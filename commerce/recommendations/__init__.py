"""What others bought with it, and what sells: learnt from paid orders of the last weeks."""
