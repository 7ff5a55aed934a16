/* ossaudiodev.c: sound by the devices of the Open Sound System: /dev/dsp and /dev/mixer (loaded on demand). Python manual:
 * ossaudiodev. What waits for a device does so without the GIL. */
#include <fcntl.h>
#include <linux/soundcard.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "object/bytes.h"
#include "object/dict.h"
#include "object/int.h"
#include "object/list.h"
#include "object/module.h"
#include "object/str.h"
#include "object/tuple.h"
#include "vm/system_call.h"
#include "gen/modules/ossaudiodev.h"

typedef struct AudioDevice {
    Object head;
    int fd;                     /* -1: closed */
    Value name, mode;           /* str; of a mixer EMPTY */
} AudioDevice;
extern Type audio_type, mixer_type;
static AudioDevice *as_device(Ref v) { return (AudioDevice *)object_of(v); }

static bool check_open(Thread *t, Ref self)
{
    return as_device(self)->fd >= 0 || (raise_value(t, "Operation on closed OSS device."), false);
}

static void device_dealloc(Object *o)
{
    AudioDevice *d = (AudioDevice *)o;
    if (d->fd >= 0)
        close(d->fd);
    release(d->name);
    release(d->mode);
    object_free(o, sizeof *d);
}

static Value device_new(Thread *t, Type *type, int fd, Ref name, Ref mode)
{
    AudioDevice *d = object_new_zeroed(t, type, sizeof *d);
    if (!d) {
        close(fd);
        return EMPTY;
    }
    d->fd = fd;
    d->name = retain(name);
    d->mode = retain(mode);
    return value_of(d);
}

static Value close_device(Thread *t, Ref self)
{
    int fd = as_device(self)->fd, result;
    if (fd < 0)
        return NONE;
    as_device(self)->fd = -1;
    BLOCKING_BEGIN(t)
    result = close(fd);
    BLOCKING_END(t)
    return none_or_last(t, result);
}

/* ioctl() with an int: set to a value, the device's answer is the result. */
static Value control(Thread *t, Ref self, unsigned long request, int value)
{
    int result;
    if (!check_open(t, self))
        return EMPTY;
    int fd = as_device(self)->fd;
    BLOCKING_CALL(t, result, ioctl(fd, request, &value));
    return result < 0 ? raise_last(t) : fixnum(value);
}
/* ioctl() without an argument. */
static Value command(Thread *t, Ref self, unsigned long request)
{
    int result;
    if (!check_open(t, self))
        return EMPTY;
    int fd = as_device(self)->fd;
    BLOCKING_CALL(t, result, ioctl(fd, request, 0));
    return none_or_last(t, result);
}

/* ---- sound ---- */

/** Close the device. */
METHOD0(audio, close) { return close_device(t, self); }
/** The device's file descriptor. */
METHOD0(audio, fileno) { return check_open(t, self) ? fixnum(as_device(self)->fd) : EMPTY; }

/** Read at most size bytes; waits until all are there. */
METHOD(audio, read, "(self, size: size, /)")
{
    ssize_t n;
    if (!check_open(t, self))
        return EMPTY;
    OWN Value data = bytes_new(t, a->size);
    if (is_empty(data))
        return EMPTY;
    void *p = as_bytes(data)->data;
    int fd = as_device(self)->fd;
    BLOCKING_CALL(t, n, read(fd, p, (size_t)a->size));
    if (n < 0)
        return raise_last(t);
    return n == a->size || bytes_shrink_take(t, &data, n) ? take(&data) : EMPTY;
}

/** Write the bytes; how many were written. */
METHOD(audio, write, "(self, data: buffer, /)")
{
    ssize_t n;
    if (!check_open(t, self))
        return EMPTY;
    int fd = as_device(self)->fd;
    BLOCKING_CALL(t, n, write(fd, a->data.data, (size_t)a->data.len));
    return n < 0 ? raise_last(t) : fixnum(n);
}

/** Write all the bytes, waiting for the device where it would not wait itself. */
METHOD(audio, writeall, "(self, data: buffer, /)")
{
    const char *p = a->data.data;
    ssize left = a->data.len;
    while (left > 0) {
        ssize_t n;
        if (!check_open(t, self))           /* a signal handler may have closed it */
            return EMPTY;
        int fd = as_device(self)->fd;
        fd_set set;
        FD_ZERO(&set);
        if (fd >= FD_SETSIZE)
            return raise_value(t, "filedescriptor out of range in select()");
        FD_SET(fd, &set);
        BLOCKING_CALL(t, n, select(fd + 1, NULL, &set, NULL, NULL));
        if (n < 0)
            return raise_last(t);
        BLOCKING_CALL(t, n, write(fd, p, (size_t)left));
        if (n < 0 && (errno != EAGAIN || is_raised(t)))
            return raise_last(t);
        p += MAX(n, (ssize_t)0);
        left -= MAX(n, (ssize_t)0);
    }
    return NONE;
}
METHOD0(audio, __enter__) { return retain(self); }
METHOD(audio, __exit__, "(self, /, *args)") { return close_device(t, self); }

/** Do not wait from now on; cannot be undone. */
METHOD0(audio, nonblock) { return command(t, self, SNDCTL_DSP_NONBLOCK); }
/** Set the sample format; the one the device has taken. */
METHOD(audio, setfmt, "(self, format: int, /)") { return control(t, self, SNDCTL_DSP_SETFMT, a->format); }
/** A mask of the formats that the device can do. */
METHOD0(audio, getfmts) { return control(t, self, SNDCTL_DSP_GETFMTS, 0); }
/** Set the number of channels; the one the device has taken. */
METHOD(audio, channels, "(self, nchannels: int, /)") { return control(t, self, SNDCTL_DSP_CHANNELS, a->nchannels); }
/** Set the samples per second; the rate the device has taken. */
METHOD(audio, speed, "(self, samplerate: int, /)") { return control(t, self, SNDCTL_DSP_SPEED, a->samplerate); }
/** Wait until everything written has been played. */
METHOD0(audio, sync) { return command(t, self, SNDCTL_DSP_SYNC); }
/** Stop at once, and be ready for new settings. */
METHOD0(audio, reset) { return command(t, self, SNDCTL_DSP_RESET); }
/** Tell the device that output may pause. */
METHOD0(audio, post) { return command(t, self, SNDCTL_DSP_POST); }

static int sample_bytes(int format)
{
    switch (format) {
    case AFMT_MU_LAW: case AFMT_A_LAW: case AFMT_U8: case AFMT_S8: return 1;
    case AFMT_S16_LE: case AFMT_S16_BE: case AFMT_U16_LE: case AFMT_U16_BE: return 2;
    default: return 0;
    }
}

/** setparameters(format, nchannels, samplerate, strict=False): sets all three.
 *
 * Returns what the device has taken, (format, nchannels, samplerate). If strict, OSSAudioError where that is something else. */
METHOD(audio, setparameters, "(self, format: int, nchannels: int, samplerate: int, strict: bool = False, /)")
{
    const struct { unsigned long request; int wanted; const char *what; } settings[3] = {
        {SNDCTL_DSP_SETFMT, a->format, "format"}, {SNDCTL_DSP_CHANNELS, a->nchannels, "channels"}, {SNDCTL_DSP_SPEED, a->samplerate, "rate"}};
    Value v[3];
    for (int i = 0; i < 3; i++) {
        v[i] = control(t, self, settings[i].request, settings[i].wanted);       /* small ints: nothing to release */
        if (is_empty(v[i]))
            return EMPTY;
        if (a->strict && fixnum_value(v[i]) != settings[i].wanted)
            return raise_format(t, &exc_OSError, "unable to set requested %s (wanted %d, got %d)", settings[i].what, settings[i].wanted, (int)fixnum_value(v[i]));
    }
    return tuple_pack(t, 3, v[0], v[1], v[2]);
}

/* What the device has to say of its output buffer, and the bytes of a sample of all channels. */
static bool output_space(Thread *t, Ref self, audio_buf_info *info, int *sample)
{
    int format = AFMT_QUERY, channels = 0;
    if (!check_open(t, self))
        return false;
    int fd = as_device(self)->fd;
    if (ioctl(fd, SNDCTL_DSP_SETFMT, &format) < 0 || ioctl(fd, SNDCTL_DSP_CHANNELS, &channels) < 0 || ioctl(fd, SNDCTL_DSP_GETOSPACE, info) < 0)
        return raise_last(t), false;
    *sample = sample_bytes(format) * channels;
    return *sample > 0 || (raise_format(t, &exc_OSError, "sample size of the device's format is not known"), false);
}
/** The size of the output buffer, in samples. */
METHOD0(audio, bufsize)
{
    audio_buf_info info;
    int sample;
    return output_space(t, self, &info, &sample) ? fixnum((int64_t)info.fragstotal * info.fragsize / sample) : EMPTY;
}
/** How many samples wait to be played. */
METHOD0(audio, obufcount)
{
    audio_buf_info info;
    int sample;
    return output_space(t, self, &info, &sample) ? fixnum(((int64_t)info.fragstotal * info.fragsize - info.bytes) / sample) : EMPTY;
}
/** How many samples can be written without waiting. */
METHOD0(audio, obuffree)
{
    audio_buf_info info;
    int sample;
    return output_space(t, self, &info, &sample) ? fixnum(info.bytes / sample) : EMPTY;
}
/** (bytes played, fragments since the last call, offset in the buffer). */
METHOD0(audio, getptr)
{
    count_info info;
    int request, result;
    if (!check_open(t, self))
        return EMPTY;
    request = str_is(as_device(self)->mode, "r") ? SNDCTL_DSP_GETIPTR : (int)SNDCTL_DSP_GETOPTR;
    int fd = as_device(self)->fd;
    BLOCKING_CALL(t, result, ioctl(fd, (unsigned)request, &info));
    return result < 0 ? raise_last(t) : tuple_pack(t, 3, fixnum(info.bytes), fixnum(info.blocks), fixnum(info.ptr));
}
GETTER(audio, closed) { return bool_value(as_device(self)->fd < 0); }
GETTER(audio, name) { return retain(as_device(self)->name); }
GETTER(audio, mode) { return retain(as_device(self)->mode); }

Type audio_type = {
    TYPE_HEAD("ossaudiodev.oss_audio_device", AudioDevice), .doc = "A device for sound.", .dealloc = device_dealloc,
    .methods = audio_methods, .getset = audio_getset,
};

/* ---- mixers ---- */

/** Close the mixer. */
METHOD0(mixer, close) { return close_device(t, self); }
/** The mixer's file descriptor. */
METHOD0(mixer, fileno) { return check_open(t, self) ? fixnum(as_device(self)->fd) : EMPTY; }
METHOD0(mixer, __enter__) { return retain(self); }
METHOD(mixer, __exit__, "(self, /, *args)") { return close_device(t, self); }
/** A mask of the controls there are. */
METHOD0(mixer, controls) { return control(t, self, SOUND_MIXER_READ_DEVMASK, 0); }
/** A mask of the controls for two channels. */
METHOD0(mixer, stereocontrols) { return control(t, self, SOUND_MIXER_READ_STEREODEVS, 0); }
/** A mask of the controls that can be recorded from. */
METHOD0(mixer, reccontrols) { return control(t, self, SOUND_MIXER_READ_RECMASK, 0); }

static bool check_control(Thread *t, int number)
{
    return (number >= 0 && number < SOUND_MIXER_NRDEVICES) || (raise_format(t, &exc_OSError, "Invalid mixer channel specified."), false);
}
static Value volumes(Thread *t, Value v) { return is_empty(v) ? EMPTY : tuple_pack(t, 2, fixnum(fixnum_value(v) & 0xff), fixnum(fixnum_value(v) >> 8 & 0xff)); }
/** The volume of a control, (left, right), 0 to 100. */
METHOD(mixer, get, "(self, control: int, /)") { return check_control(t, a->control) ? volumes(t, control(t, self, MIXER_READ(a->control), 0)) : EMPTY; }
/** Set the volume of a control, (left, right), 0 to 100; what the device has taken. */
METHOD(mixer, set, "(self, control: int, volumes: tuple, /)")
{
    int left, right;
    if (!check_control(t, a->control))
        return EMPTY;
    if (as_tuple(a->volumes)->len != 2)
        return raise_type(t, "volumes must be a tuple (left, right)");
    if (!to_c_int(t, as_tuple(a->volumes)->item[0], &left) || !to_c_int(t, as_tuple(a->volumes)->item[1], &right))
        return EMPTY;
    if (left < 0 || left > 100 || right < 0 || right > 100)
        return raise_format(t, &exc_OSError, "Volumes must be between 0 and 100.");
    return volumes(t, control(t, self, MIXER_WRITE(a->control), right << 8 | left));
}
/** The mask of the controls that are recorded from. */
METHOD0(mixer, get_recsrc) { return control(t, self, SOUND_MIXER_READ_RECSRC, 0); }
/** Set what is recorded from; the mask the device has taken. */
METHOD(mixer, set_recsrc, "(self, bitmask: int, /)") { return control(t, self, SOUND_MIXER_WRITE_RECSRC, a->bitmask); }
GETTER(mixer, closed) { return bool_value(as_device(self)->fd < 0); }

Type mixer_type = {
    TYPE_HEAD("ossaudiodev.oss_mixer_device", AudioDevice), .doc = "The controls of a device for sound.", .dealloc = device_dealloc,
    .methods = mixer_methods, .getset = mixer_getset,
};

/* ---- opening ---- */

static Value open_device(Thread *t, Type *type, const char *variable, const char *fallback, Ref given, int flags, Ref mode)
{
    const char *known = getenv(variable);
    OWN Value name = is_empty(given) ? str_from_utf8_lossless(t, known ? known : fallback, (ssize)strlen(known ? known : fallback)) : retain(given);
    OWN Value path = is_empty(name) ? EMPTY : to_fs_bytes(t, name);
    int fd;
    if (is_empty(path))
        return EMPTY;
    BLOCKING_CALL(t, fd, open((const char *)as_bytes(path)->data, flags | O_NONBLOCK | O_CLOEXEC));
    if (fd < 0)
        return raise_last_path(t, name);
    /* Opened without waiting for others to finish; used with waiting. */
    if (type == &audio_type && fcntl(fd, F_SETFL, 0) < 0) {
        int number = errno;
        close(fd);
        return raise_errno_path(t, number, name);
    }
    return device_new(t, type, fd, name, mode);
}

/** open([device,] mode): a device for sound, by default that of $AUDIODEV or /dev/dsp; mode 'r', 'w' or 'rw'. */
FUNCTION(ossaudiodev, open, "(device_or_mode: str, mode: str = ?, /)")
{
    Ref mode = is_empty(a->mode) ? a->device_or_mode : a->mode;
    int flags;
    if (str_is(mode, "r"))
        flags = O_RDONLY;
    else if (str_is(mode, "w"))
        flags = O_WRONLY;
    else if (str_is(mode, "rw"))
        flags = O_RDWR;
    else
        return raise_format(t, &exc_OSError, "mode must be 'r', 'w', or 'rw'");
    return open_device(t, &audio_type, "AUDIODEV", "/dev/dsp", is_empty(a->mode) ? EMPTY : a->device_or_mode, flags, mode);
}
/** openmixer([device]): the controls of a device, by default of $MIXERDEV or /dev/mixer. */
FUNCTION(ossaudiodev, openmixer, "(device: str = ?, /)") { return open_device(t, &mixer_type, "MIXERDEV", "/dev/mixer", a->device, O_RDWR, EMPTY); }

static const struct { const char *name; int64_t value; } constants[] = {
#define C(name) {#name, (int)name}
    C(AFMT_QUERY), C(AFMT_MU_LAW), C(AFMT_A_LAW), C(AFMT_IMA_ADPCM), C(AFMT_U8), C(AFMT_S16_LE), C(AFMT_S16_BE), C(AFMT_S8),
    C(AFMT_U16_LE), C(AFMT_U16_BE), C(AFMT_MPEG), C(AFMT_AC3), C(AFMT_S16_NE), C(SOUND_MIXER_NRDEVICES),
#define M(name) C(SOUND_MIXER_##name)
    M(VOLUME), M(BASS), M(TREBLE), M(SYNTH), M(PCM), M(SPEAKER), M(LINE), M(MIC), M(CD), M(IMIX), M(ALTPCM), M(RECLEV), M(IGAIN),
    M(OGAIN), M(LINE1), M(LINE2), M(LINE3), M(DIGITAL1), M(DIGITAL2), M(DIGITAL3), M(PHONEIN), M(PHONEOUT), M(VIDEO), M(RADIO), M(MONITOR),
#undef M
#define S(name) C(SNDCTL_##name)
    S(COPR_HALT), S(COPR_LOAD), S(COPR_RCODE), S(COPR_RCVMSG), S(COPR_RDATA), S(COPR_RESET), S(COPR_RUN), S(COPR_SENDMSG), S(COPR_WCODE),
    S(COPR_WDATA), S(DSP_BIND_CHANNEL), S(DSP_CHANNELS), S(DSP_GETBLKSIZE), S(DSP_GETCAPS), S(DSP_GETCHANNELMASK), S(DSP_GETFMTS),
    S(DSP_GETIPTR), S(DSP_GETISPACE), S(DSP_GETODELAY), S(DSP_GETOPTR), S(DSP_GETOSPACE), S(DSP_GETSPDIF), S(DSP_GETTRIGGER),
    S(DSP_MAPINBUF), S(DSP_MAPOUTBUF), S(DSP_NONBLOCK), S(DSP_POST), S(DSP_PROFILE), S(DSP_RESET), S(DSP_SAMPLESIZE), S(DSP_SETDUPLEX),
    S(DSP_SETFMT), S(DSP_SETFRAGMENT), S(DSP_SETSPDIF), S(DSP_SETSYNCRO), S(DSP_SETTRIGGER), S(DSP_SPEED), S(DSP_STEREO), S(DSP_SUBDIVIDE),
    S(DSP_SYNC), S(FM_4OP_ENABLE), S(FM_LOAD_INSTR), S(MIDI_INFO), S(MIDI_MPUCMD), S(MIDI_MPUMODE), S(MIDI_PRETIME), S(SEQ_CTRLRATE),
    S(SEQ_GETINCOUNT), S(SEQ_GETOUTCOUNT), S(SEQ_GETTIME), S(SEQ_NRMIDIS), S(SEQ_NRSYNTHS), S(SEQ_OUTOFBAND), S(SEQ_PANIC), S(SEQ_PERCMODE),
    S(SEQ_RESET), S(SEQ_RESETSAMPLES), S(SEQ_SYNC), S(SEQ_TESTMIDI), S(SEQ_THRESHOLD), S(SYNTH_CONTROL), S(SYNTH_ID), S(SYNTH_INFO),
    S(SYNTH_MEMAVL), S(SYNTH_REMOVESAMPLE), S(TMR_CONTINUE), S(TMR_METRONOME), S(TMR_SELECT), S(TMR_SOURCE), S(TMR_START), S(TMR_STOP),
    S(TMR_TEMPO), S(TMR_TIMEBASE),
#undef S
#undef C
};

static bool add_texts(Thread *t, Ref module, const char *name, const char *const *texts)
{
    OWN Value list = list_new(t, SOUND_MIXER_NRDEVICES);
    for (int i = 0; !is_empty(list) && i < SOUND_MIXER_NRDEVICES; i++) {
        size_t n = strcspn(texts[i], " ");              /* labels are padded */
        if (!list_append_take(t, as_list(list), str_from_ascii(t, texts[i], (ssize)n)) || is_raised(t))
            return false;
    }
    return !is_empty(list) && module_add(t, module, name, list);
}

static bool ossaudiodev_exec(Thread *t, Ref module)
{
    static const char *const labels[] = SOUND_DEVICE_LABELS, *const names[] = SOUND_DEVICE_NAMES;
    for (ssize i = 0; i < COUNT_OF(constants); i++)
        if (!module_add_int(t, module, constants[i].name, constants[i].value))
            return false;
    return type_ready(t, &audio_type) && type_ready(t, &mixer_type) && module_add(t, module, "OSSAudioError", value_of(&exc_OSError))
        && module_add(t, module, "error", value_of(&exc_OSError)) && add_texts(t, module, "control_labels", labels)
        && add_texts(t, module, "control_names", names);
}

MODULE(ossaudiodev, .exec = ossaudiodev_exec, .doc = "Sound by the devices of the Open Sound System.");
