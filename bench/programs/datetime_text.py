"""Dates and times: parsing, formatting, arithmetic, comparison."""
from datetime import date, datetime, timedelta, timezone

ISO = ['2021-%02d-%02dT%02d:%02d:07.25+02:00' % (i % 12 + 1, i % 28 + 1, i % 24, i % 60) for i in range(4000)]
LOG = ['%02d/Mar/2022:%02d:%02d:59' % (i % 28 + 1, i % 24, i % 60) for i in range(1500)]

total = 0
for _ in range(3):
    for text in ISO:
        moment = datetime.fromisoformat(text)
        total += len(moment.isoformat()) + moment.astimezone(timezone.utc).hour
        total += len(moment.strftime('%Y-%m-%d %H:%M:%S'))
    moments = [datetime.strptime(text, '%d/%b/%Y:%H:%M:%S') for text in LOG]
    start = min(moments)
    for moment in moments:
        total += (moment - start).total_seconds() > 3600
        total += (moment + timedelta(days=3, hours=5)).weekday()
    day = date(2000, 1, 1)
    step = timedelta(1)
    for i in range(20000):
        day += step
        total += day.day
    total += sum(len(str(moment)) + len(f'{moment:%H:%M}') for moment in moments)
print(total)
