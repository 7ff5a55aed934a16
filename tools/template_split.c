/* template_split.c: takes gcc's assembly of the machine code templates (jit/template.h) and moves of each what is cold to a section of
 * its own, .text.cold.NAME, so that what is copied in a row is what usually runs. Usage: template_split INPUT OUTPUT
 *
 * gcc lays out the likely path first: it ends with the function's first jump out of it, and all after that is cold. Before, jumps to
 * a jump become jumps to its target, and "jump if X to what follows; jump away" becomes "jump if not X away; jump to what follows",
 * whose last jump is not copied.
 */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LINE_SIZE = 1024, MAX_LINES = 20000 };

static char *lines[MAX_LINES];              /* of one function */
static int count;

static bool starts_with(const char *line, const char *start) { return !strncmp(line, start, strlen(start)); }

/* An instruction, not a label, directive, or comment. */
static bool is_instruction(const char *line) { return line[0] == '\t' && line[1] != '.' && line[1] != '#'; }
static bool is_jump(const char *line) { return line[0] == '\t' && line[1] == 'j'; }
static bool leaves(const char *line) { return starts_with(line, "\tjmp\t") && !starts_with(line, "\tjmp\t.L"); }
static const char *target(const char *jump) { return strchr(jump + 1, '\t') + 1; }

static char *copy(const char *text)
{
    char *made = strdup(text);
    if (!made)
        exit(1);
    return made;
}

/* The name that a local label's code jumps to at once, or NULL. */
static const char *forwards_to(const char *label)
{
    size_t n = strcspn(label, "\n");
    for (int i = 0; i < count; i++) {
        if (strncmp(lines[i], label, n) || lines[i][n] != ':')
            continue;
        while (++i < count && !is_instruction(lines[i])) { }
        return i < count && starts_with(lines[i], "\tjmp\tHOLE_") ? target(lines[i]) : NULL;
    }
    return NULL;
}

static void follow_jumps(void)
{
    for (int i = 0; i < count; i++) {
        const char *to = is_jump(lines[i]) && target(lines[i])[0] == '.' ? forwards_to(target(lines[i])) : NULL;
        if (!to)
            continue;
        char made[LINE_SIZE];
        snprintf(made, sizeof made, "%.*s%s", (int)(target(lines[i]) - lines[i]), lines[i], to);
        free(lines[i]);
        lines[i] = copy(made);
    }
}

static bool is_what_follows(const char *name)
{
    return starts_with(name, "HOLE_NEXT\n") || starts_with(name, "HOLE_SECOND\n") || starts_with(name, "HOLE_THIRD\n");
}

/* "jcc what follows; jmp away": the other way round. */
static void invert(int conditional, int away)
{
    static const char *const pairs[][2] = {{"je", "jne"}, {"jl", "jge"}, {"jg", "jle"}, {"jb", "jnb"}, {"jc", "jnc"}, {"ja", "jbe"}, {"js", "jns"}, {"jp", "jnp"}, {"jo", "jno"}, {"jnb", "jb"}, {"jae", "jb"}};
    char name[16];
    size_t n = strcspn(lines[conditional] + 1, "\t");
    if (n >= sizeof name || !is_what_follows(target(lines[conditional])) || is_what_follows(target(lines[away])) || target(lines[away])[0] == '*')
        return;
    memcpy(name, lines[conditional] + 1, n);
    name[n] = 0;
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++)
        for (int k = 0; k < 2; k++)
            if (!strcmp(name, pairs[i][k])) {
                char first[LINE_SIZE], second[LINE_SIZE];
                snprintf(first, sizeof first, "\t%s\t%s", pairs[i][!k], target(lines[away]));
                snprintf(second, sizeof second, "\tjmp\t%s", target(lines[conditional]));
                free(lines[conditional]);
                free(lines[away]);
                lines[conditional] = copy(first);
                lines[away] = copy(second);
                return;
            }
}

/* The function's lines are all here. */
static void write_function(const char *name, FILE *out)
{
    int end = 0;
    follow_jumps();
    while (end < count && !leaves(lines[end]))
        end++;
    if (end && end < count && is_jump(lines[end - 1]))
        invert(end - 1, end);
    for (int i = 0; i < count; i++) {
        fputs(lines[i], out);
        if (i == end)
            fprintf(out, "\t.section\t.text.cold.%s,\"ax\",@progbits\n", name);
        free(lines[i]);
    }
    count = 0;
}

int main(int argc, char **argv)
{
    if (argc != 3)
        return fprintf(stderr, "usage: template_split INPUT OUTPUT\n"), 2;
    FILE *in = fopen(argv[1], "r"), *out = fopen(argv[2], "w");
    if (!in || !out)
        return perror(argv[!in ? 1 : 2]), 1;
    char line[LINE_SIZE], name[LINE_SIZE] = "";
    while (fgets(line, sizeof line, in)) {
        size_t n = strlen(line);
        if (!*name) {
            fputs(line, out);
            if (starts_with(line, "template__") && n > 2 && line[n - 2] == ':')
                snprintf(name, sizeof name, "%.*s", (int)(n - 2), line);
        } else if (starts_with(line, "\t.size\t")) {        /* of one section only: left out */
            write_function(name, out);
            *name = 0;
        } else if (count == MAX_LINES) {
            return fprintf(stderr, "template_split: %s: too long\n", name), 1;
        } else {
            lines[count++] = copy(line);
        }
    }
    return fclose(out) ? 1 : 0;
}
