/* pending.h: what a thread does between instructions when its interrupt word is set: signal handlers, handing over the GIL,
 * exceptions set by other threads.
 *
 * A C signal handler only notes the number and sets INTERRUPT_SIGNALS of the main thread (of the interpreter that installed
 * it); the Python handler runs in the main thread at its next safe point.
 */
#ifndef KRAIT_VM_PENDING_H
#define KRAIT_VM_PENDING_H

#include "object/state.h"

#define SIGNAL_COUNT 65

/* Does all that is pending for the thread; false with an exception set (a signal handler's, or an asynchronous one). */
bool handle_pending(Thread *t) MUST_CHECK;
/* Runs the Python handlers of signals that arrived, if t is the main thread. To be called after a system call was
 * interrupted (EINTR), before it is tried again. */
bool handle_signals(Thread *t) MUST_CHECK;

/* For modules/_signal.c. The Python handler of a signal: a callable, or the ints SIG_DFL and SIG_IGN, or NONE for one not ours. */
Value *signal_handler_slot(Thread *t, int number);
typedef enum { SIGNAL_DEFAULT, SIGNAL_IGNORED, SIGNAL_NOTED } SignalAction;      /* SIGNAL_NOTED: the Python handler is to run */
bool signal_install(Thread *t, int number, SignalAction action) MUST_CHECK;      /* errno set */
void signal_set_restart(int number, bool restart);              /* siginterrupt(): waiting calls go on after the signal */
int signal_set_wakeup_fd(int fd, bool tell_of_full_buffer);     /* the former one; -1 none */
bool signals_setup(Thread *t) MUST_CHECK;                       /* at start: SIGPIPE ignored, SIGINT -> KeyboardInterrupt */
void signals_finish(Thread *t);                                 /* gives the handlers back */
void signals_after_fork(Thread *t);                              /* in the child: t handles signals; none has arrived */
/* Makes SIGINT's Python handler run at the next safe point, as _thread.interrupt_main(). */
void signal_simulate(Thread *t, int number);
/* Has it arrived? Then not any more. Only in the main thread. */
bool signal_take(Thread *t, int number);
/* function(argument) is to be called by the main thread between instructions; 0: good, else an exception is set. Any thread may
 * ask, with the GIL or without. False: too many are waiting, or nobody runs. */
bool pending_call_add(int (*function)(void *), void *argument) MUST_CHECK;

#endif
