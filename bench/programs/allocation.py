"""Many small objects: a binary tree built and walked, linked nodes."""
class Node:
    def __init__(self, left, right):
        self.left = left
        self.right = right

def build(depth):
    if depth == 0:
        return Node(None, None)
    return Node(build(depth - 1), build(depth - 1))

def check(node):
    if node.left is None:
        return 1
    return 1 + check(node.left) + check(node.right)

total = 0
for i in range(12):
    total += check(build(14))
print(total)
