"""Turtles in a race, each its own object."""

import random
from turtle import Screen, Turtle

COLORS = 'red', 'green', 'blue', 'orange', 'purple'


def main():
    screen = Screen()
    runners = []
    for lane, color in enumerate(COLORS):
        t = Turtle('turtle')
        t.color(color)
        t.speed(0)
        t.penup()
        t.goto(-200, 80 - 40 * lane)
        runners.append(t)
    draw = Turtle(visible=False)
    draw.speed(0)
    draw.penup()
    draw.goto(200, 110)
    draw.pendown()
    draw.goto(200, -110)
    while True:
        for t in runners:
            t.forward(random.randint(2, 12))
            if t.xcor() >= 200:
                draw.penup()
                draw.goto(0, 130)
                draw.pencolor(t.pencolor())
                draw.write(t.pencolor() + ' wins', align='center', font=('Helvetica', 16, 'bold'))
                return t.pencolor() + ' wins!'


if __name__ == '__main__':
    print(main())
    Screen().exitonclick()
