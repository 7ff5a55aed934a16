"""logging: messages formatted and written, and messages below the level."""
import io
import logging

stream = io.StringIO()
handler = logging.StreamHandler(stream)
handler.setFormatter(logging.Formatter('%(asctime)s %(levelname)-8s %(name)s: %(message)s'))
root = logging.getLogger()
root.addHandler(handler)
root.setLevel(logging.INFO)
log = logging.getLogger('app.module')

for i in range(20000):
    log.info('request %d from %s took %.3f s', i, '10.0.0.1', i / 1000)
for i in range(250000):
    log.debug('nothing of %d', i)
for i in range(5000):
    log.warning('plain message')
print(len(stream.getvalue()))
