"""Backtracking with lists and recursion, a generator of solutions."""
def queens(n):
    columns = [False] * n
    up = [False] * (2 * n)
    down = [False] * (2 * n)
    row_of = [0] * n
    def place(row):
        if row == n:
            yield tuple(row_of)
            return
        for c in range(n):
            if not columns[c] and not up[row + c] and not down[row - c + n]:
                columns[c] = up[row + c] = down[row - c + n] = True
                row_of[row] = c
                yield from place(row + 1)
                columns[c] = up[row + c] = down[row - c + n] = False
    return place(0)

print(sum(1 for s in queens(8)), next(queens(12)))
