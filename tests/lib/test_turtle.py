"""turtle (lib/turtle.py) and turtledemo: geometry without a display, drawing where there is one."""
import importlib
import math
import os
import pkgutil
import tempfile
import sys
import unittest

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
from display import display

try:
    import tkinter
    import turtle
    from turtle import Vec2D
except ImportError:
    turtle = None


@unittest.skipIf(turtle is None, 'needs Tk')
class Navigation(unittest.TestCase):
    def test_vectors(self):
        v = Vec2D(3, 4)
        self.assertEqual((abs(v), v * Vec2D(1, 2), 2 * v, v * 2, -v, v - (1, 1)), (5, 11, (6, 8), (6, 8), (-3, -4), (2, 3)))
        self.assertEqual(repr(v.rotate(90)), '(-4.00,3.00)')
        self.assertRaises(TypeError, lambda: 'a' * v)

    def test_logo_mode_turns_clockwise_from_north(self):
        nav = turtle.TNavigator('logo')
        self.assertEqual(nav.heading(), 0)
        nav.right(90)
        nav.forward(10)
        self.assertAlmostEqual(nav.heading(), 90)
        self.assertAlmostEqual(nav.xcor(), 10)
        self.assertAlmostEqual(nav.towards(10, 50), 0)

    def test_a_circle_ends_where_it_began(self):
        nav = turtle.TNavigator()
        nav.circle(50)
        self.assertAlmostEqual(abs(nav.pos()), 0)
        nav.circle(-50, 180)
        self.assertAlmostEqual(nav.ycor(), -100)
        self.assertAlmostEqual(nav.heading(), 180)

    def test_angles_in_other_parts_of_a_circle(self):
        nav = turtle.TNavigator()
        nav.degrees(400)
        nav.left(100)
        self.assertAlmostEqual(nav.heading(), 100)
        nav.radians()
        self.assertAlmostEqual(nav.heading(), math.pi / 2)

    def test_shapes(self):
        s = turtle.Shape('compound')
        s.addcomponent(((0, 0), (1, 1), (0, 1)), 'red', 'blue')
        with self.assertRaisesRegex(turtle.TurtleGraphicsError, 'Cannot add component to polygon Shape'):
            turtle.Shape('polygon', ()).addcomponent((), 'red')
        with self.assertRaisesRegex(turtle.TurtleGraphicsError, 'There is no shape type x'):
            turtle.Shape('x')

    def test_functions_have_the_signatures_and_docstrings_of_the_methods(self):
        import inspect
        self.assertEqual(str(inspect.signature(turtle.goto)), '(x, y=None)')
        self.assertEqual(turtle.goto.__doc__, turtle.Turtle.goto.__doc__)
        for name in turtle.__all__:
            self.assertTrue(hasattr(turtle, name), name)


@unittest.skipUnless(display(turtle and tkinter.Tk), 'needs a display')
class Drawing(unittest.TestCase):
    def setUp(self):
        self.screen = turtle.Screen()
        self.addCleanup(self.close)
        self.screen.tracer(0)
        self.t = turtle.Turtle()

    def close(self):
        if turtle.Turtle._screen is not None:
            turtle.bye()
        turtle.TurtleScreen._RUNNING = True

    def items(self):
        return len(self.screen.getcanvas().find_all())

    def test_lines_where_the_pen_is_down(self):
        t = self.t
        t.pencolor('red')
        t.forward(100)
        t.penup()
        t.forward(50)
        self.assertEqual(t.pos(), (150, 0))
        self.assertEqual(len(t.items), 1)
        cv = self.screen.getcanvas()
        self.assertEqual(cv.coords(t.items[0]), [0, 0, 100, 0])
        self.assertEqual(cv.itemcget(t.items[0], 'fill'), 'red')

    def test_undo_goes_back_step_by_step(self):
        t = self.t
        before = self.items()
        t.forward(100)
        t.left(90)
        t.color('red', 'blue')
        t.begin_fill()
        t.circle(30)
        t.end_fill()
        t.stamp()
        t.dot(5)
        t.write('text', move=True)
        while t.undobufferentries():
            t.undo()
        self.assertEqual(t.pos(), (0, 0))
        self.assertEqual(t.heading(), 0)
        self.assertEqual(t.color(), ('black', 'black'))
        self.assertFalse(t.filling())
        self.assertEqual(self.items(), before)
        t.undo()

    def test_fill(self):
        t = self.t
        t.fillcolor(1, 0.5, 0)
        t.begin_fill()
        for i in range(3):
            t.forward(50)
            t.left(120)
        area = t._fillitem
        t.end_fill()
        cv = self.screen.getcanvas()
        self.assertEqual(cv.itemcget(area, 'fill'), '#ff8000')
        self.assertEqual(len(cv.coords(area)), 8)

    def test_colours(self):
        t = self.t
        t.pencolor(0.2, 0.8, 0.55)
        self.assertEqual(t.pencolor(), (0.2, 0.8, 140 / 255))
        self.screen.colormode(255)
        self.assertEqual(t.pencolor(), (51, 204, 140))
        with self.assertRaisesRegex(turtle.TurtleGraphicsError, 'bad color string: nothing'):
            t.pencolor('nothing')
        with self.assertRaisesRegex(turtle.TurtleGraphicsError, 'bad color sequence'):
            t.pencolor(0, 0, 256)

    def test_pen_as_a_dict(self):
        t = self.t
        t.pen(fillcolor='black', pencolor='red', pensize=10)
        saved = t.pen()
        t.color('yellow', '')
        t.penup()
        t.pen(saved)
        self.assertEqual((t.pencolor(), t.fillcolor(), t.pensize(), t.isdown()), ('red', 'black', 10, True))
        self.assertEqual(sorted(saved), ['fillcolor', 'outline', 'pencolor', 'pendown', 'pensize', 'resizemode', 'shearfactor', 'shown',
                                         'speed', 'stretchfactor', 'tilt'])

    def test_shape_transformed(self):
        t = self.t
        t.shape('square')
        t.shapesize(4, 2)
        t.shearfactor(-0.5)
        self.assertEqual(t.shapetransform(), (4.0, -1.0, -0.0, 2.0))
        t.shapetransform(4, -1, 0, 2)
        self.assertEqual(t.get_shapepoly(), ((50, -20), (30, 20), (-50, 20), (-30, -20)))
        with self.assertRaisesRegex(turtle.TurtleGraphicsError, 'There is no shape named x'):
            t.shape('x')
        with self.assertRaisesRegex(turtle.TurtleGraphicsError, 'must not be singular'):
            t.shapetransform(1, 1, 1, 1)

    def test_tilt(self):
        t = self.t
        t.tilt(30)
        t.tilt(30)
        self.assertAlmostEqual(t.tiltangle(), 60)
        self.assertEqual(t.heading(), 0)

    def test_compound_shapes_and_stamps(self):
        s = turtle.Shape('compound')
        s.addcomponent(((0, 0), (10, -5), (0, 10), (-10, -5)), 'red', 'blue')
        s.addcomponent(((0, 0), (10, -5), (-10, -5)), 'blue', 'red')
        self.screen.register_shape('two', s)
        t = self.t
        t.shape('two')
        stamp = t.stamp()
        self.assertEqual(len(stamp), 2)
        t.shape('turtle')
        t.stamp()
        t.clearstamps(1)
        self.assertEqual(len(t.stampItems), 1)
        t.clearstamps()
        self.assertEqual(t.stampItems, [])

    def test_a_clone_goes_its_own_way(self):
        t = self.t
        t.forward(10)
        c = t.clone()
        c.left(90)
        c.forward(10)
        self.assertEqual(t.pos(), (10, 0))
        self.assertAlmostEqual(c.ycor(), 10)
        self.assertEqual(self.screen.turtles(), [t, c])

    def test_polygons_become_shapes(self):
        t = self.t
        t.begin_poly()
        for i in range(3):
            t.forward(10)
            t.left(120)
        t.end_poly()
        self.screen.register_shape('mine', t.get_poly())
        self.assertIn('mine', self.screen.getshapes())

    def test_own_coordinates(self):
        self.screen.setworldcoordinates(0, 0, 10, 10)
        t = turtle.Turtle()
        t.goto(5, 5)
        self.assertEqual(t.pos(), (5, 5))
        x = self.screen.getcanvas().coords(t.items[0])[2]
        self.assertAlmostEqual(x, 5 * self.screen.xscale)
        self.assertEqual(self.screen.mode(), 'world')

    def test_an_animated_turtle_arrives(self):
        self.screen.tracer(1, 0)
        t = self.t
        for shape in 'arrow', 'blank', 'turtle':
            t.shape(shape)
            t.speed(9)
            t.forward(30)
            t.right(90)
        t.hideturtle()
        t.home()
        t.showturtle()
        self.assertEqual(t.pos(), (0, 0))

    def test_the_functions_move_one_turtle(self):
        turtle.forward(20)
        turtle.left(45)
        self.assertEqual(turtle.pos(), (20, 0))
        self.assertIs(turtle.getturtle(), turtle.Turtle._pen)
        turtle.resetscreen()
        self.assertEqual(turtle.heading(), 0)
        turtle.clearscreen()
        self.assertEqual(self.screen.turtles(), [])

    def test_a_closed_window_ends_the_program(self):
        turtle.bye()
        self.assertRaises((turtle.Terminator, tkinter.TclError), self.t.forward, 10)

    def test_turtles_on_a_canvas_of_ones_own(self):
        root = tkinter.Tk()
        self.addCleanup(root.destroy)
        canvas = tkinter.Canvas(root, width=100, height=80)
        canvas.pack()
        t = turtle.RawTurtle(canvas)
        t.speed(0)
        t.forward(10)
        self.assertEqual(t.getscreen().screensize(), (100, 80))
        with self.assertRaisesRegex(turtle.TurtleGraphicsError, 'bad canvas argument'):
            turtle.RawTurtle(5)

    def test_docstrings_are_written(self):
        with tempfile.TemporaryDirectory() as folder:
            name = os.path.join(folder, 'docs')
            turtle.write_docstringdict(name)
            names = {}
            with open(name + '.py') as f:
                exec(f.read(), names)
            self.assertIn('Turtle.forward', names['docsdict'])

    def test_demos_run(self):
        import turtledemo
        names = [m.name for m in pkgutil.iter_modules(turtledemo.__path__) if m.name != '__main__']
        self.assertGreater(len(names), 3)
        for name in names:
            demo = importlib.import_module('turtledemo.' + name)
            self.screen.clearscreen()
            self.screen.mode('standard')
            self.screen.tracer(0)
            self.assertIsInstance(demo.main(), str, name)

    def test_the_viewer_shows_demos_on_its_canvas(self):
        self.close()
        main = importlib.import_module('turtledemo.__main__')
        viewer = main.Viewer()
        viewer.screen.tracer(0)
        self.assertEqual(viewer.list.get(0, 'end'), tuple(main.names()))
        viewer.list.selection_set(main.names().index('koch'))
        real = viewer.screen.clearscreen
        viewer.screen.clearscreen = lambda: (real(), viewer.screen.tracer(0))
        viewer.start()
        self.assertEqual(viewer.status['text'], 'koch: Done!')
        self.assertTrue(viewer.canvas.find_all())


if __name__ == '__main__':
    unittest.main()
