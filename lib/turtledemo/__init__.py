"""Demonstrations of turtle; `python -m turtledemo` shows them.

Each module has main(), which draws and returns what is to be said when it is
done; 'EVENTLOOP' if it goes on with events.
"""
