"""300,000 instances with three attributes, kept."""
class Record:
    def __init__(self, key, name, value):
        self.key = key
        self.name = name
        self.value = value

records = [Record(i, 'n', i * 2) for i in range(300000)]
print(sum(r.value for r in records), len(records))
