"""Who stands where: what is asked for, rejected or backed, and who is for and who against it."""

from dragoman.positions.issues import Position, find_positions

__all__ = ["Position", "find_positions"]
