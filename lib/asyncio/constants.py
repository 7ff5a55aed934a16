"""Limits."""

LOG_THRESHOLD_FOR_CONNLOST_WRITES = 5       # writes after the connection was lost, before that is told
ACCEPT_RETRY_DELAY = 1                      # seconds until accept() is tried again when there are no descriptors left
SSL_HANDSHAKE_TIMEOUT = 60.0                # seconds
DEBUG_STACK_DEPTH = 10                      # of the stack that futures and handles note in debug mode
