/* audioop.c: operations on raw audio: fragments of signed samples of 1, 2, 3 or 4 bytes in the machine's order, and
 * their a-LAW, u-LAW (G.711) and Intel/DVI ADPCM encodings. Python manual: audioop.
 *
 * A sample is read into 32 bits. Where the width matters to the result (sums, clipping) it keeps its own scale
 * (`get`, `put`); where encodings or widths are converted it is scaled to fill 32 bits (`get_scaled`, `put_scaled`). */
#include <math.h>
#include "object/bytes.h"
#include "object/exception.h"
#include "object/float.h"
#include "object/int.h"
#include "object/module.h"
#include "object/tuple.h"
#include "gen/modules/audioop.h"

static Type audioop_error_type = {EXCEPTION_HEAD("audioop.error", &exc_Exception)};

#define raise_error(t, ...) raise_format(t, &audioop_error_type, __VA_ARGS__)

/* ---- samples ---- */

static inline int32_t get(const uint8_t *p, int width)
{
    switch (width) {
    case 1: return (int8_t)*p;
    case 2: { int16_t v; memcpy(&v, p, 2); return v; }
    case 3: return (int32_t)((uint32_t)p[0] << 8 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 24) >> 8;
    default: { int32_t v; memcpy(&v, p, 4); return v; }
    }
}

static inline void put(uint8_t *p, int width, int32_t v)
{
    switch (width) {
    case 1: *p = (uint8_t)v; break;
    case 2: { int16_t s = (int16_t)v; memcpy(p, &s, 2); break; }
    case 3: p[0] = (uint8_t)v; p[1] = (uint8_t)(v >> 8); p[2] = (uint8_t)(v >> 16); break;
    default: memcpy(p, &v, 4);
    }
}

static inline int32_t get_scaled(const uint8_t *p, int width)
{
    return (int32_t)((uint32_t)get(p, width) << (32 - 8 * width));
}

static inline void put_scaled(uint8_t *p, int width, int32_t v) { put(p, width, v >> (32 - 8 * width)); }

static inline int32_t sample_max(int width) { return (int32_t)(0x7FFFFFFFu >> (32 - 8 * width)); }
static inline int32_t sample_min(int width) { return -sample_max(width) - 1; }

/* The sample nearest below a real number, clipped to the width. */
static inline int32_t clip(double v, int width)
{
    double high = sample_max(width), low = sample_min(width);
    return v > high ? (int32_t)high : v < low + 1 ? (int32_t)low : (int32_t)floor(v);
}

static bool check_width(Thread *t, int width)
{
    if (width < 1 || width > 4)
        return raise_error(t, "Size should be 1, 2, 3 or 4"), false;
    return true;
}

/* The number of samples in a fragment. */
static bool count_samples(Thread *t, const Buffer *fragment, int width, ssize *n)
{
    if (!check_width(t, width))
        return false;
    if (fragment->len % width)
        return raise_error(t, "not a whole number of frames"), false;
    *n = fragment->len / width;
    return true;
}

/* A bytes object for n samples of a width. */
static Value new_fragment(Thread *t, ssize n, int width)
{
    if (n > PTRDIFF_MAX / 8 / width)
        return raise_memory(t);
    return bytes_new(t, n * width);
}

/* A fragment for as many samples as another has, which are counted. */
static Value new_like(Thread *t, const Buffer *fragment, int width, ssize *n)
{
    return count_samples(t, fragment, width, n) ? new_fragment(t, *n, width) : EMPTY;
}

#define DATA(value) (as_bytes(value)->data)

/* ---- measures ---- */

/** Return the value of sample index from the fragment. */
FUNCTION(audioop, getsample, "(fragment: buffer, width: int, index: index, /)")
{
    ssize n;
    if (!count_samples(t, &a->fragment, a->width, &n))
        return EMPTY;
    if (a->index < 0 || a->index >= n)
        return raise_error(t, "Index out of range");
    return fixnum(get((uint8_t *)a->fragment.data + a->index * a->width, a->width));
}

/** Return the maximum of the absolute value of all samples in a fragment. */
FUNCTION(audioop, max, "(fragment: buffer, width: int, /)")
{
    ssize n;
    int64_t most = 0;
    if (!count_samples(t, &a->fragment, a->width, &n))
        return EMPTY;
    for (ssize i = 0; i < n; i++) {
        int64_t v = get((uint8_t *)a->fragment.data + i * a->width, a->width);
        v = v < 0 ? -v : v;
        most = v > most ? v : most;
    }
    return fixnum(most);
}

/** Return the minimum and maximum values of all samples in the sound fragment. */
FUNCTION(audioop, minmax, "(fragment: buffer, width: int, /)")
{
    ssize n;
    int32_t low = INT32_MAX, high = INT32_MIN;
    if (!count_samples(t, &a->fragment, a->width, &n))
        return EMPTY;
    for (ssize i = 0; i < n; i++) {
        int32_t v = get((uint8_t *)a->fragment.data + i * a->width, a->width);
        low = v < low ? v : low;
        high = v > high ? v : high;
    }
    return tuple_pack(t, 2, fixnum(low), fixnum(high));
}

/** Return the average over all samples in the fragment. */
FUNCTION(audioop, avg, "(fragment: buffer, width: int, /)")
{
    ssize n;
    double sum = 0;
    if (!count_samples(t, &a->fragment, a->width, &n))
        return EMPTY;
    for (ssize i = 0; i < n; i++)
        sum += get((uint8_t *)a->fragment.data + i * a->width, a->width);
    return fixnum(n ? (int64_t)floor(sum / (double)n) : 0);
}

/** Return the root-mean-square of the fragment, i.e. sqrt(sum(S_i^2)/n). */
FUNCTION(audioop, rms, "(fragment: buffer, width: int, /)")
{
    ssize n;
    double sum = 0;
    if (!count_samples(t, &a->fragment, a->width, &n))
        return EMPTY;
    for (ssize i = 0; i < n; i++) {
        double v = get((uint8_t *)a->fragment.data + i * a->width, a->width);
        sum += v * v;
    }
    return fixnum(n ? (int64_t)sqrt(sum / (double)n) : 0);
}

/* Peak-to-peak differences: of a sound's local extremes, each with the one before. The first and the last sample are
 * none, as nothing is known beyond them. */
typedef struct Peaks { int64_t sum, most; ssize count; } Peaks;

static bool find_peaks(Thread *t, const Buffer *fragment, int width, Peaks *peaks)
{
    ssize n;
    if (!count_samples(t, fragment, width, &n))
        return false;
    *peaks = (Peaks){0};
    const uint8_t *p = fragment->data;
    int64_t last = n ? get(p, width) : 0, extreme = 0;
    int direction = 0;                      /* of the slope so far; 0: no difference seen yet */
    bool have_extreme = false;
    for (ssize i = 1; i < n; i++) {
        int64_t v = get(p + i * width, width);
        if (v == last)
            continue;
        int slope = v > last ? 1 : -1;
        if (direction && slope != direction) {
            if (have_extreme) {
                int64_t difference = last > extreme ? last - extreme : extreme - last;
                peaks->sum += difference;
                peaks->count++;
                peaks->most = difference > peaks->most ? difference : peaks->most;
            }
            extreme = last;
            have_extreme = true;
        }
        direction = slope;
        last = v;
    }
    return true;
}

/** Return the average peak-peak value over all samples in the fragment. */
FUNCTION(audioop, avgpp, "(fragment: buffer, width: int, /)")
{
    Peaks peaks;
    if (!find_peaks(t, &a->fragment, a->width, &peaks))
        return EMPTY;
    return fixnum(peaks.count ? peaks.sum / peaks.count : 0);
}

/** Return the maximum peak-peak value in the sound fragment. */
FUNCTION(audioop, maxpp, "(fragment: buffer, width: int, /)")
{
    Peaks peaks;
    if (!find_peaks(t, &a->fragment, a->width, &peaks))
        return EMPTY;
    return fixnum(peaks.most);
}

/** Return the number of zero crossings in the fragment passed as an argument. */
FUNCTION(audioop, cross, "(fragment: buffer, width: int, /)")
{
    ssize n, crossings = 0;
    if (!count_samples(t, &a->fragment, a->width, &n))
        return EMPTY;
    const uint8_t *p = a->fragment.data;
    for (ssize i = 1; i < n; i++)
        crossings += (get(p + (i - 1) * a->width, a->width) < 0) != (get(p + i * a->width, a->width) < 0);
    return fixnum(n ? crossings : -1);
}

/* ---- comparison, of 2-byte samples ---- */

static double product_sum(const uint8_t *p, const uint8_t *q, ssize n)
{
    double sum = 0;
    for (ssize i = 0; i < n; i++)
        sum += (double)get(p + 2 * i, 2) * get(q + 2 * i, 2);
    return sum;
}

static bool check_even(Thread *t, const Buffer *fragment)
{
    if (fragment->len % 2)
        return raise_error(t, "Strings should be even-sized"), false;
    return true;
}

/** Try to match reference as well as possible to a portion of fragment. */
FUNCTION(audioop, findfit, "(fragment: buffer, reference: buffer, /)")
{
    if (!check_even(t, &a->fragment) || !check_even(t, &a->reference))
        return EMPTY;
    ssize n = a->fragment.len / 2, m = a->reference.len / 2, best = 0;
    const uint8_t *p = a->fragment.data, *reference = a->reference.data;
    if (n < m)
        return raise_error(t, "First sample should be longer");
    double reference_energy = product_sum(reference, reference, m);
    double energy = product_sum(p, p, m), least = INFINITY;
    for (ssize i = 0; i <= n - m; i++) {
        if (i > 0) {                        /* the window moves by a sample */
            double gone = get(p + 2 * (i - 1), 2), come = m ? get(p + 2 * (i + m - 1), 2) : gone;
            energy += come * come - gone * gone;
        }
        double product = product_sum(p + 2 * i, reference, m);
        /* What the best multiple of the window leaves of the reference. */
        double rest = energy ? reference_energy - product * product / energy : reference_energy;
        if (rest < least) {
            least = rest;
            best = i;
        }
    }
    double product = product_sum(p + 2 * best, reference, m);
    OWN Value factor = float_from(t, reference_energy ? product / reference_energy : 0.0);
    return is_empty(factor) ? EMPTY : tuple_pack(t, 2, fixnum(best), factor);
}

/** Return a factor F such that rms(add(fragment, mul(reference, -F))) is minimal. */
FUNCTION(audioop, findfactor, "(fragment: buffer, reference: buffer, /)")
{
    if (!check_even(t, &a->fragment) || !check_even(t, &a->reference))
        return EMPTY;
    if (a->fragment.len != a->reference.len)
        return raise_error(t, "Samples should be same size");
    ssize n = a->fragment.len / 2;
    double energy = product_sum(a->reference.data, a->reference.data, n);
    return float_from(t, energy ? product_sum(a->fragment.data, a->reference.data, n) / energy : 0.0);
}

/** Search fragment for a slice of specified number of samples with maximum energy. */
FUNCTION(audioop, findmax, "(fragment: buffer, length: index, /)")
{
    if (!check_even(t, &a->fragment))
        return EMPTY;
    ssize n = a->fragment.len / 2, best = 0;
    if (a->length < 0 || n < a->length)
        return raise_error(t, "Input sample should be longer");
    const uint8_t *p = a->fragment.data;
    double energy = product_sum(p, p, a->length), most = energy;
    for (ssize i = 1; i <= n - a->length && a->length; i++) {
        double gone = get(p + 2 * (i - 1), 2), come = get(p + 2 * (i + a->length - 1), 2);
        energy += come * come - gone * gone;
        if (energy > most) {
            most = energy;
            best = i;
        }
    }
    return fixnum(best);
}

/* ---- arithmetic ---- */

/** Return a fragment that has all samples in the original fragment multiplied by the floating-point value factor. */
FUNCTION(audioop, mul, "(fragment: buffer, width: int, factor: float, /)")
{
    ssize n;
    const uint8_t *p = a->fragment.data;
    Value out = new_like(t, &a->fragment, a->width, &n);
    for (ssize i = 0; !is_empty(out) && i < n * a->width; i += a->width)
        put(DATA(out) + i, a->width, clip(get(p + i, a->width) * a->factor, a->width));
    return out;
}

/** Convert a stereo fragment to a mono fragment. */
FUNCTION(audioop, tomono, "(fragment: buffer, width: int, lfactor: float, rfactor: float, /)")
{
    ssize n;
    int w = a->width;
    if (!count_samples(t, &a->fragment, w, &n))
        return EMPTY;
    if (n % 2)
        return raise_error(t, "not a whole number of frames");
    const uint8_t *p = a->fragment.data;
    Value out = new_fragment(t, n / 2, w);
    for (ssize i = 0; !is_empty(out) && i < n / 2; i++)
        put(DATA(out) + i * w, w, clip(get(p + 2 * i * w, w) * a->lfactor + get(p + (2 * i + 1) * w, w) * a->rfactor, w));
    return out;
}

/** Generate a stereo fragment from a mono fragment. */
FUNCTION(audioop, tostereo, "(fragment: buffer, width: int, lfactor: float, rfactor: float, /)")
{
    ssize n;
    int w = a->width;
    if (!count_samples(t, &a->fragment, w, &n))
        return EMPTY;
    const uint8_t *p = a->fragment.data;
    Value out = new_fragment(t, 2 * n, w);
    for (ssize i = 0; !is_empty(out) && i < n; i++) {
        double v = get(p + i * w, w);
        put(DATA(out) + 2 * i * w, w, clip(v * a->lfactor, w));
        put(DATA(out) + (2 * i + 1) * w, w, clip(v * a->rfactor, w));
    }
    return out;
}

/** Return a fragment which is the addition of the two samples passed as parameters. */
FUNCTION(audioop, add, "(fragment1: buffer, fragment2: buffer, width: int, /)")
{
    ssize n;
    int w = a->width;
    if (!count_samples(t, &a->fragment1, w, &n))
        return EMPTY;
    if (a->fragment1.len != a->fragment2.len)
        return raise_error(t, "Lengths should be the same");
    const uint8_t *p = a->fragment1.data, *q = a->fragment2.data;
    Value out = new_fragment(t, n, w);
    for (ssize i = 0; !is_empty(out) && i < n * w; i += w) {
        int64_t sum = (int64_t)get(p + i, w) + get(q + i, w);
        sum = sum > sample_max(w) ? sample_max(w) : sum < sample_min(w) ? sample_min(w) : sum;
        put(DATA(out) + i, w, (int32_t)sum);
    }
    return out;
}

/** Return a fragment that is the original fragment with a bias added to each sample. */
FUNCTION(audioop, bias, "(fragment: buffer, width: int, bias: int, /)")
{
    ssize n;
    int w = a->width;
    const uint8_t *p = a->fragment.data;
    Value out = new_like(t, &a->fragment, w, &n);
    for (ssize i = 0; !is_empty(out) && i < n * w; i += w)      /* wraps around */
        put(DATA(out) + i, w, (int32_t)((uint32_t)get(p + i, w) + (uint32_t)a->bias));
    return out;
}

/** Reverse the samples in a fragment and returns the modified fragment. */
FUNCTION(audioop, reverse, "(fragment: buffer, width: int, /)")
{
    ssize n;
    int w = a->width;
    const uint8_t *p = a->fragment.data;
    Value out = new_like(t, &a->fragment, w, &n);
    for (ssize i = 0; !is_empty(out) && i < n; i++)
        memcpy(DATA(out) + i * w, p + (n - 1 - i) * w, (size_t)w);
    return out;
}

/** Convert big-endian samples to little-endian and vice versa. */
FUNCTION(audioop, byteswap, "(fragment: buffer, width: int, /)")
{
    ssize n;
    int w = a->width;
    const uint8_t *p = a->fragment.data;
    Value out = new_like(t, &a->fragment, w, &n);
    for (ssize i = 0; !is_empty(out) && i < n * w; i += w)
        for (int k = 0; k < w; k++)
            DATA(out)[i + k] = p[i + w - 1 - k];
    return out;
}

/** Convert samples between 1-, 2-, 3- and 4-byte formats. */
FUNCTION(audioop, lin2lin, "(fragment: buffer, width: int, newwidth: int, /)")
{
    ssize n;
    if (!count_samples(t, &a->fragment, a->width, &n) || !check_width(t, a->newwidth))
        return EMPTY;
    const uint8_t *p = a->fragment.data;
    Value out = new_fragment(t, n, a->newwidth);
    for (ssize i = 0; !is_empty(out) && i < n; i++)
        put_scaled(DATA(out) + i * a->newwidth, a->newwidth, get_scaled(p + i * a->width, a->width));
    return out;
}

/* ---- conversion of the frame rate ---- */

/* The converter's state: how far it is (in units of a frame of the faster rate; negative: it needs a frame), and for each
 * channel the two last samples, between which the output is interpolated. */
typedef struct Rate {
    int64_t d;
    int in_rate, out_rate, weight_a, weight_b, channels;
    int32_t *previous, *current;
} Rate;

static int64_t greatest_common_divisor(int64_t a, int64_t b)
{
    while (b > 0) {
        int64_t rest = a % b;
        a = b;
        b = rest;
    }
    return a;
}

/* The state from Python's (d, ((previous, current), ...)); None begins. */
static bool rate_set(Thread *t, Rate *rate, Ref state)
{
    if (is_none(state)) {
        rate->d = -rate->out_rate;
        return true;
    }
    if (!is_tuple(state))
        return raise_type(t, "state must be a tuple or None"), false;
    if (as_tuple(state)->len != 2 || !is_tuple(as_tuple(state)->item[1]))
        return raise_type(t, "state should be a tuple (d, ((prev, cur), ...))"), false;
    Tuple *samples = as_tuple(as_tuple(state)->item[1]);
    int d;
    if (!to_c_int(t, as_tuple(state)->item[0], &d))
        return false;
    rate->d = d;
    if (samples->len != rate->channels || d > rate->out_rate)   /* further is no frame's place between two samples */
        return raise_error(t, "illegal state argument"), false;
    for (ssize i = 0; i < samples->len; i++) {
        Ref pair = samples->item[i];
        if (!is_tuple(pair) || as_tuple(pair)->len != 2)
            return raise_type(t, "ratecv(): illegal state argument"), false;
        if (!to_c_int(t, as_tuple(pair)->item[0], &rate->previous[i]) ||
            !to_c_int(t, as_tuple(pair)->item[1], &rate->current[i]))
            return false;
    }
    return true;
}

static Value rate_state(Thread *t, const Rate *rate)
{
    OWN Value samples = tuple_new(t, rate->channels);
    for (ssize i = 0; !is_empty(samples) && i < rate->channels; i++) {
        Value pair = tuple_pack(t, 2, fixnum(rate->previous[i]), fixnum(rate->current[i]));
        if (is_empty(pair))
            return EMPTY;
        as_tuple(samples)->item[i] = pair;
    }
    return is_empty(samples) ? EMPTY : tuple_pack(t, 2, fixnum(rate->d), samples);
}

static void rate_read(Rate *rate, const uint8_t *p, int width)
{
    for (int i = 0; i < rate->channels; i++, p += width) {
        rate->previous[i] = rate->current[i];
        double v = get_scaled(p, width);
        rate->current[i] = (int32_t)(((double)rate->weight_a * v + (double)rate->weight_b * rate->previous[i]) /
                                     ((double)rate->weight_a + rate->weight_b));
    }
    rate->d += rate->out_rate;
}

static uint8_t *rate_write(Rate *rate, uint8_t *out, int width)
{
    for (int i = 0; i < rate->channels; i++, out += width)
        put_scaled(out, width, (int32_t)(((double)rate->previous[i] * (double)rate->d +
                                          (double)rate->current[i] * (double)(rate->out_rate - rate->d)) / rate->out_rate));
    rate->d -= rate->in_rate;
    return out;
}

static Value convert_rate(Thread *t, Rate *rate, const uint8_t *p, ssize frames, int width)
{
    /* Each frame read adds out_rate to d, each written takes in_rate. */
    __int128 room = ((__int128)frames * rate->out_rate + (rate->d > 0 ? rate->d : 0)) / rate->in_rate + 2;
    __int128 bytes = room * width * rate->channels;
    if (bytes > PTRDIFF_MAX / 2)
        return raise_memory(t);
    OWN Value out = bytes_new(t, (ssize)bytes);
    if (is_empty(out))
        return EMPTY;
    uint8_t *to = DATA(out);
    for (;;) {
        for (; rate->d < 0 && frames; frames--, p += (ssize)width * rate->channels)
            rate_read(rate, p, width);
        if (rate->d < 0)
            break;
        while (rate->d >= 0)
            to = rate_write(rate, to, width);
    }
    if (!bytes_shrink_take(t, &out, to - DATA(out)))
        return EMPTY;
    OWN Value state = rate_state(t, rate);
    return is_empty(state) ? EMPTY : tuple_pack(t, 2, out, state);
}

/** Convert the frame rate of the input fragment. */
FUNCTION(audioop, ratecv,
         "(fragment: buffer, width: int, nchannels: int, inrate: int, outrate: int, state, weightA: int=1, weightB: int=0, /)")
{
    if (!check_width(t, a->width))
        return EMPTY;
    if (a->nchannels < 1)
        return raise_error(t, "# of channels should be >= 1");
    if (a->nchannels > INT_MAX / a->width)
        return raise_format(t, &exc_OverflowError, "width * nchannels too big for a C int");
    if (a->weightA < 1 || a->weightB < 0)
        return raise_error(t, "weightA should be >= 1, weightB should be >= 0");
    if (a->fragment.len % ((ssize)a->width * a->nchannels))
        return raise_error(t, "not a whole number of frames");
    if (a->inrate <= 0 || a->outrate <= 0)
        return raise_error(t, "sampling rate not > 0");
    int rates = (int)greatest_common_divisor(a->inrate, a->outrate);
    int weights = (int)greatest_common_divisor(a->weightA, a->weightB);
    Rate rate = {
        .in_rate = a->inrate / rates, .out_rate = a->outrate / rates, .channels = a->nchannels,
        .weight_a = a->weightA / weights, .weight_b = a->weightB / weights,
    };
    OWN Value room = bytes_new(t, (ssize)a->nchannels * 2 * (ssize)sizeof *rate.previous);
    if (is_empty(room))
        return EMPTY;
    memset(DATA(room), 0, (size_t)as_bytes(room)->len);
    rate.previous = (int32_t *)(void *)DATA(room);
    rate.current = rate.previous + a->nchannels;
    if (!rate_set(t, &rate, a->state))
        return EMPTY;
    return convert_rate(t, &rate, a->fragment.data, a->fragment.len / ((ssize)a->width * a->nchannels), a->width);
}

/* ---- G.711: u-LAW of 14 bits, a-LAW of 13 ---- */

/* The first of eight segments, each twice as long as the one before, in which v lies; 8: beyond. */
static int segment_of(int v, int first_end)
{
    int segment = 0;
    while (segment < 8 && v > first_end) {
        first_end = first_end << 1 | 1;
        segment++;
    }
    return segment;
}

static uint8_t ulaw_encode(int v)
{
    int mask = v < 0 ? 0x7F : 0xFF;
    v = (v < 0 ? -v : v) > 8159 ? 8159 : v < 0 ? -v : v;
    v += 33;
    int segment = segment_of(v, 0x3F);
    return (uint8_t)((segment >= 8 ? 0x7F : segment << 4 | (v >> (segment + 1) & 0xF)) ^ mask);
}

static int16_t ulaw_decode(uint8_t code)
{
    code = (uint8_t)~code;
    int v = (((code & 0xF) << 3) + 132) << (code >> 4 & 7);
    return (int16_t)(code & 0x80 ? 132 - v : v - 132);
}

static uint8_t alaw_encode(int v)
{
    int mask = v < 0 ? 0x55 : 0xD5;
    v = v < 0 ? -v - 1 : v;
    int segment = segment_of(v, 0x1F);
    return (uint8_t)((segment >= 8 ? 0x7F : segment << 4 | (v >> (segment < 2 ? 1 : segment) & 0xF)) ^ mask);
}

static int16_t alaw_decode(uint8_t code)
{
    code ^= 0x55;
    int segment = code >> 4 & 7, v = (code & 0xF) << 4;
    v = segment == 0 ? v + 8 : (v + 0x108) << (segment - 1);
    return (int16_t)(code & 0x80 ? v : -v);
}

static Value encode(Thread *t, const Buffer *fragment, int width, int shift, uint8_t (*code)(int))
{
    ssize n;
    if (!count_samples(t, fragment, width, &n))
        return EMPTY;
    const uint8_t *p = fragment->data;
    Value out = bytes_new(t, n);
    for (ssize i = 0; !is_empty(out) && i < n; i++)
        DATA(out)[i] = code(get_scaled(p + i * width, width) >> shift);
    return out;
}

static Value decode(Thread *t, const Buffer *fragment, int width, int16_t (*sample)(uint8_t))
{
    if (!check_width(t, width))
        return EMPTY;
    const uint8_t *p = fragment->data;
    Value out = new_fragment(t, fragment->len, width);
    for (ssize i = 0; !is_empty(out) && i < fragment->len; i++)
        put_scaled(DATA(out) + i * width, width, (int32_t)((uint32_t)sample(p[i]) << 16));
    return out;
}

/** Convert samples in the audio fragment to u-LAW encoding. */
FUNCTION(audioop, lin2ulaw, "(fragment: buffer, width: int, /)")
{
    return encode(t, &a->fragment, a->width, 18, ulaw_encode);
}

/** Convert sound fragments in u-LAW encoding to linearly encoded sound fragments. */
FUNCTION(audioop, ulaw2lin, "(fragment: buffer, width: int, /)")
{
    return decode(t, &a->fragment, a->width, ulaw_decode);
}

/** Convert samples in the audio fragment to a-LAW encoding. */
FUNCTION(audioop, lin2alaw, "(fragment: buffer, width: int, /)")
{
    return encode(t, &a->fragment, a->width, 19, alaw_encode);
}

/** Convert sound fragments in a-LAW encoding to linearly encoded sound fragments. */
FUNCTION(audioop, alaw2lin, "(fragment: buffer, width: int, /)")
{
    return decode(t, &a->fragment, a->width, alaw_decode);
}

/* ---- Intel/DVI ADPCM: 4 bits are the difference to the predicted sample, in steps that adapt ---- */

static const int16_t adpcm_step[89] = {
    7, 8, 9, 10, 11, 12, 13, 14, 16, 17, 19, 21, 23, 25, 28, 31, 34, 37, 41, 45, 50, 55, 60, 66, 73, 80, 88, 97, 107, 118,
    130, 143, 157, 173, 190, 209, 230, 253, 279, 307, 337, 371, 408, 449, 494, 544, 598, 658, 724, 796, 876, 963, 1060,
    1166, 1282, 1411, 1552, 1707, 1878, 2066, 2272, 2499, 2749, 3024, 3327, 3660, 4026, 4428, 4871, 5358, 5894, 6484, 7132,
    7845, 8630, 9493, 10442, 11487, 12635, 13899, 15289, 16818, 18500, 20350, 22385, 24623, 27086, 29794, 32767,
};
static const int8_t adpcm_index_change[8] = {-1, -1, -1, -1, 2, 4, 6, 8};

typedef struct Adpcm { int predicted, index; } Adpcm;

static bool adpcm_set(Thread *t, Adpcm *c, Ref state)
{
    *c = (Adpcm){0};
    if (is_none(state))
        return true;
    if (!is_tuple(state))
        return raise_type(t, "state must be a tuple or None"), false;
    if (as_tuple(state)->len != 2)
        return raise_type(t, "state should be a tuple of two ints"), false;
    if (!to_c_int(t, as_tuple(state)->item[0], &c->predicted) || !to_c_int(t, as_tuple(state)->item[1], &c->index))
        return false;
    if (c->predicted < -0x8000 || c->predicted > 0x7FFF || c->index < 0 || c->index >= 89)
        return raise_value(t, "bad state"), false;
    return true;
}

/* What both sides do with a code: the next prediction and step. */
static void adpcm_follow(Adpcm *c, int code)
{
    int step = adpcm_step[c->index], change = step >> 3;
    if (code & 4)
        change += step;
    if (code & 2)
        change += step >> 1;
    if (code & 1)
        change += step >> 2;
    int next = c->predicted + (code & 8 ? -change : change);
    c->predicted = next > 0x7FFF ? 0x7FFF : next < -0x8000 ? -0x8000 : next;
    c->index += adpcm_index_change[code & 7];
    c->index = c->index < 0 ? 0 : c->index > 88 ? 88 : c->index;
}

static int adpcm_encode(Adpcm *c, int sample)
{
    int step = adpcm_step[c->index], difference = sample - c->predicted, code = 0;
    if (difference < 0) {
        code = 8;
        difference = -difference;
    }
    for (int bit = 4; bit; bit >>= 1, step >>= 1)
        if (difference >= step) {
            code |= bit;
            difference -= step;
        }
    adpcm_follow(c, code);
    return code;
}

static Value adpcm_result(Thread *t, Ref out, const Adpcm *c)
{
    OWN Value state = tuple_pack(t, 2, fixnum(c->predicted), fixnum(c->index));
    return is_empty(state) ? EMPTY : tuple_pack(t, 2, out, state);
}

/** Convert samples to 4 bit Intel/DVI ADPCM encoding. */
FUNCTION(audioop, lin2adpcm, "(fragment: buffer, width: int, state, /)")
{
    ssize n;
    Adpcm c;
    if (!count_samples(t, &a->fragment, a->width, &n) || !adpcm_set(t, &c, a->state))
        return EMPTY;
    const uint8_t *p = a->fragment.data;
    OWN Value out = bytes_new(t, n / 2);
    for (ssize i = 0; !is_empty(out) && i < n; i++) {
        int code = adpcm_encode(&c, get_scaled(p + i * a->width, a->width) >> 16);
        if (i % 2)
            DATA(out)[i / 2] |= (uint8_t)code;
        else if (i / 2 < n / 2)             /* half a byte at the end is left away */
            DATA(out)[i / 2] = (uint8_t)(code << 4);
    }
    return is_empty(out) ? EMPTY : adpcm_result(t, out, &c);
}

/** Decode an Intel/DVI ADPCM coded fragment to a linear fragment. */
FUNCTION(audioop, adpcm2lin, "(fragment: buffer, width: int, state, /)")
{
    Adpcm c;
    if (!check_width(t, a->width) || !adpcm_set(t, &c, a->state))
        return EMPTY;
    if (a->fragment.len > PTRDIFF_MAX / 16)
        return raise_memory(t);
    const uint8_t *p = a->fragment.data;
    ssize n = a->fragment.len * 2;
    OWN Value out = new_fragment(t, n, a->width);
    for (ssize i = 0; !is_empty(out) && i < n; i++) {
        adpcm_follow(&c, i % 2 ? p[i / 2] & 0xF : p[i / 2] >> 4);
        put_scaled(DATA(out) + i * a->width, a->width, (int32_t)((uint32_t)c.predicted << 16));
    }
    return is_empty(out) ? EMPTY : adpcm_result(t, out, &c);
}

static bool audioop_exec(Thread *t, Ref module)
{
    return module_add_type(t, module, &audioop_error_type);
}

MODULE(audioop, .doc = "Manipulate raw audio data.", .exec = audioop_exec);
