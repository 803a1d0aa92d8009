/*
 * Shows what the tree-sitter grammar makes of a file, for the tests.
 *
 *   tree errors FILE…        where the tree has an error, or something is missing: FILE:LINE:COLUMN KIND
 *   tree nodes FILE          the tree as an S-expression
 *   tree leaves FILE         the smallest nodes: START END named|anonymous TYPE
 *   tree query QUERY FILE    what a query captures: START END NAME
 *   tree compile QUERY       nothing, if the query fits the grammar
 *
 * Places are bytes, counted from 0; lines and columns are counted from 1. Exits 1 if a query does not fit, or errors
 * were found.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <tree_sitter/api.h>

const TSLanguage *tree_sitter_acquis(void);

static void fail(const char *what, const char *about) {
    fprintf(stderr, "tree: %s: %s\n", what, about);
    exit(2);
}

static char *read_file(const char *path, uint32_t *length) {
    FILE *file = fopen(path, "rb");
    if (!file) fail("cannot open", path);
    size_t used = 0, room = 1 << 16;
    char *text = malloc(room);
    if (!text) fail("no memory for", path);
    for (size_t got; (got = fread(text + used, 1, room - used, file)) > 0;) {
        used += got;
        if (used == room && !(text = realloc(text, room *= 2))) fail("no memory for", path);
    }
    fclose(file);
    *length = (uint32_t)used;
    return text;
}

static TSTree *parse(const char *path) {
    TSParser *parser = ts_parser_new();
    if (!ts_parser_set_language(parser, tree_sitter_acquis())) fail("does not fit the runtime", "the parser");
    uint32_t length;
    char *text = read_file(path, &length);
    TSTree *tree = ts_parser_parse_string(parser, NULL, text, length);
    if (!tree) fail("cannot parse", path);
    ts_parser_delete(parser);
    free(text);
    return tree;
}

static int print_errors(TSNode node, const char *path) {
    int found = ts_node_is_error(node) || ts_node_is_missing(node);
    if (found) {
        TSPoint at = ts_node_start_point(node);
        const char *kind = ts_node_is_missing(node) ? "MISSING " : "";
        printf("%s:%u:%u %s%s\n", path, at.row + 1, at.column + 1, kind, ts_node_type(node));
    }
    for (uint32_t i = 0; ts_node_has_error(node) && i < ts_node_child_count(node); i++)
        found |= print_errors(ts_node_child(node, i), path);
    return found;
}

static void print_leaves(TSNode node) {
    uint32_t children = ts_node_child_count(node);
    if (children == 0 && ts_node_end_byte(node) > ts_node_start_byte(node))
        printf("%u %u %s %s\n", ts_node_start_byte(node), ts_node_end_byte(node),
               ts_node_is_named(node) ? "named" : "anonymous", ts_node_type(node));
    for (uint32_t i = 0; i < children; i++) print_leaves(ts_node_child(node, i));
}

static TSQuery *read_query(const char *path) {
    uint32_t length, at;
    TSQueryError error;
    char *text = read_file(path, &length);
    TSQuery *query = ts_query_new(tree_sitter_acquis(), text, length, &at, &error);
    if (!query) {
        uint32_t line = 1;
        for (uint32_t i = 0; i < at; i++) line += text[i] == '\n';
        fprintf(stderr, "%s:%u: the query does not fit the grammar: %.40s\n", path, line, text + at);
        exit(1);
    }
    free(text);
    return query;
}

static void print_captures(const char *query_path, const char *path) {
    TSQuery *query = read_query(query_path);
    TSTree *tree = parse(path);
    TSQueryCursor *cursor = ts_query_cursor_new();
    ts_query_cursor_exec(cursor, query, ts_tree_root_node(tree));
    TSQueryMatch match;
    for (uint32_t index; ts_query_cursor_next_capture(cursor, &match, &index);) {
        TSQueryCapture capture = match.captures[index];
        uint32_t length;
        const char *name = ts_query_capture_name_for_id(query, capture.index, &length);
        printf("%u %u %.*s\n", ts_node_start_byte(capture.node), ts_node_end_byte(capture.node), (int)length, name);
    }
    ts_query_cursor_delete(cursor);
    ts_tree_delete(tree);
    ts_query_delete(query);
}

int main(int count, char **words) {
    const char *what = count > 1 ? words[1] : "";
    int found = 0;
    if (!strcmp(what, "errors")) {
        for (int i = 2; i < count; i++) {
            TSTree *tree = parse(words[i]);
            found |= print_errors(ts_tree_root_node(tree), words[i]);
            ts_tree_delete(tree);
        }
    } else if (!strcmp(what, "nodes") && count == 3) {
        char *shown = ts_node_string(ts_tree_root_node(parse(words[2])));
        puts(shown);
        free(shown);
    } else if (!strcmp(what, "leaves") && count == 3) {
        print_leaves(ts_tree_root_node(parse(words[2])));
    } else if (!strcmp(what, "query") && count == 4) {
        print_captures(words[2], words[3]);
    } else if (!strcmp(what, "compile") && count == 3) {
        ts_query_delete(read_query(words[2]));
    } else {
        fail("not understood", what);
    }
    return found;
}
