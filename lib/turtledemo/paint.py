"""Paint: the left button goes there, the middle one begins and ends an area, the right one lifts and lowers the pen."""

from turtle import *


def switch_pen(x=0, y=0):
    if isdown():
        penup()
    else:
        pendown()


def switch_fill(x=0, y=0):
    if filling():
        end_fill()
    else:
        color('dark blue', 'gold')
        begin_fill()


def main():
    reset()
    shape('circle')
    resizemode('user')
    shapesize(.5)
    width(3)
    color('dark blue', 'gold')
    onscreenclick(goto, 1)
    onscreenclick(switch_fill, 2)
    onscreenclick(switch_pen, 3)
    return 'EVENTLOOP'


if __name__ == '__main__':
    print(main())
    mainloop()
