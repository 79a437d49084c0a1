"""Answers to what customers ask."""
