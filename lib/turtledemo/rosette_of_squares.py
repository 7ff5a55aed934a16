"""Squares turned about a corner, filled, in changing colours; then the last of it undone."""

from colorsys import hsv_to_rgb
from turtle import *


def main():
    reset()
    speed(0)
    for i in range(24):
        fillcolor(hsv_to_rgb(i / 24, 0.6, 1))
        begin_fill()
        for _ in range(4):
            forward(110)
            left(90)
        end_fill()
        left(15)
    for _ in range(20):
        undo()
    return 'Done and partly undone!'


if __name__ == '__main__':
    print(main())
    exitonclick()
