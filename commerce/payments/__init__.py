"""Payments: attempts, their moves, and the providers behind them."""
