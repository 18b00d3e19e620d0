package dev.signalbox.worker.constraint;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Turns a JSON Schema into rules of a grammar. What the grammar takes always validates; it takes
 * not everything that would: members come in the order of {@code properties}, members that are not
 * named there only where none is, numbers have at most 15 digits on each side, and white space is
 * at most one blank after a colon or comma.
 */
final class SchemaCompiler {
  /** How often references may be followed into one another; deeper values are left out. */
  private static final int MOST_REFERENCES = 12;

  private static final int FREE_DEPTH = 5;
  private static final Set<String> LITERAL = Set.of("type", "enum", "const");
  private static final Set<String> OBJECT =
      Set.of("type", "properties", "required", "additionalProperties");
  private static final Set<String> ARRAY =
      Set.of("type", "items", "prefixItems", "minItems", "maxItems", "uniqueItems");
  private static final Set<String> STRING =
      Set.of("type", "minLength", "maxLength", "pattern", "format");
  private static final Set<String> NUMBER =
      Set.of("type", "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf");

  private final Grammar grammar;
  private final JsonNode document;
  private final JsonText text;
  private final NumberRules numbers;
  private final Map<String, Integer> known = new HashMap<>();

  SchemaCompiler(Grammar grammar, JsonNode document) {
    this.grammar = grammar;
    this.document = document;
    this.text = new JsonText(grammar);
    this.numbers = new NumberRules(grammar);
  }

  /** The rule of the whole document; a blank may stand before the value. */
  int compile() {
    int value = rule(new SchemaNode("", document), 0);
    int start = grammar.node();
    int begin = grammar.node();
    int end = grammar.node();
    grammar.empty(start, begin);
    grammar.literal(start, " ", begin);
    grammar.call(begin, value, end);
    return grammar.rule(start, end);
  }

  private int rule(SchemaNode schema, int references) {
    String key = references + schema.pointer();
    Integer made = known.get(key);
    if (made == null) {
      made = make(schema, references);
      known.put(key, made);
    }
    return made;
  }

  private int make(SchemaNode schema, int references) {
    JsonNode json = schema.json();
    if (json.isBoolean()) {
      return json.booleanValue() ? free(FREE_DEPTH) : never();
    }
    if (!json.isObject()) {
      throw schema.refused("is no schema");
    }
    if (schema.has("$ref")) {
      return reference(schema, references);
    }
    if (schema.has("enum") || schema.has("const")) {
      return literals(schema);
    }
    for (String several : List.of("anyOf", "oneOf", "allOf")) {
      if (schema.has(several)) {
        return combination(schema, several, references);
      }
    }
    return typed(schema, references);
  }

  private int reference(SchemaNode schema, int references) {
    schema.allowOnly(Set.of("$ref"));
    if (references == MOST_REFERENCES) {
      return never();
    }
    return rule(SchemaReferences.resolve(document, schema), references + 1);
  }

  private int literals(SchemaNode schema) {
    schema.allowOnly(LITERAL);
    List<JsonNode> values = new ArrayList<>();
    if (schema.has("const")) {
      values.add(schema.json().get("const"));
    } else {
      schema.json().get("enum").forEach(values::add);
    }
    List<String> types = schema.types();
    int start = grammar.node();
    int end = grammar.node();
    for (JsonNode value : values) {
      if (types.isEmpty() || SchemaTypes.fits(value, types)) {
        grammar.literal(start, value.toString(), end);
      }
    }
    return grammar.rule(start, end);
  }

  private int combination(SchemaNode schema, String keyword, int references) {
    schema.allowOnly(Set.of(keyword));
    List<SchemaNode> branches = schema.list(keyword);
    if (keyword.equals("allOf") && branches.size() > 1) {
      throw schema.refused("has 'allOf' of more than one schema, which is not supported");
    }
    if (keyword.equals("oneOf")) {
      SchemaTypes.requireDisjoint(document, schema, branches);
    }
    int start = grammar.node();
    int end = grammar.node();
    for (SchemaNode branch : branches) {
      grammar.call(start, rule(branch, references), end);
    }
    return grammar.rule(start, end);
  }

  private int typed(SchemaNode schema, int references) {
    List<String> types = schema.types();
    if (types.isEmpty()) {
      types = SchemaTypes.implied(schema);
    }
    if (types.isEmpty()) {
      schema.allowOnly(Set.of());
      return free(FREE_DEPTH);
    }
    Set<String> keywords = new LinkedHashSet<>();
    for (String type : types) {
      keywords.addAll(keywords(schema, type));
    }
    schema.allowOnly(keywords);
    int start = grammar.node();
    int end = grammar.node();
    for (String type : types) {
      grammar.call(start, ofType(schema, type, references), end);
    }
    return grammar.rule(start, end);
  }

  private static Set<String> keywords(SchemaNode schema, String type) {
    return switch (type) {
      case "object" -> OBJECT;
      case "array" -> ARRAY;
      case "string" -> STRING;
      case "number", "integer" -> NUMBER;
      case "boolean", "null" -> Set.of("type");
      default -> throw schema.refused("has a type that JSON does not have");
    };
  }

  private int ofType(SchemaNode schema, String type, int references) {
    return switch (type) {
      case "object" -> object(schema, references);
      case "array" -> array(schema, references);
      case "string" -> text.string(schema);
      case "number" -> numbers.number(schema);
      case "integer" -> numbers.integer(schema);
      case "boolean" -> words("true", "false");
      default -> words("null");
    };
  }

  private int words(String... words) {
    int start = grammar.node();
    int end = grammar.node();
    for (String word : words) {
      grammar.literal(start, word, end);
    }
    return grammar.rule(start, end);
  }

  private int never() {
    return grammar.rule(grammar.node(), grammar.node());
  }

  private int object(SchemaNode schema, int references) {
    JsonNode more = schema.json().path("additionalProperties");
    Map<String, Integer> members = new LinkedHashMap<>();
    schema
        .json()
        .path("properties")
        .fieldNames()
        .forEachRemaining(
            name ->
                members.put(
                    name,
                    rule(
                        new SchemaNode(
                            schema.pointer() + "/properties/" + name,
                            schema.json().path("properties").get(name)),
                        references)));
    Set<String> required = new LinkedHashSet<>();
    schema.json().path("required").forEach(name -> required.add(name.asText()));
    for (String name : required) {
      if (!members.containsKey(name)) {
        members.put(name, others(schema, more, references));
      }
    }
    if (members.isEmpty() && !(more.isBoolean() && !more.booleanValue())) {
      return map(text.anyString(), others(schema, more, references));
    }
    return members(members, required);
  }

  /** The rule of members that are not named. */
  private int others(SchemaNode schema, JsonNode more, int references) {
    return more.isMissingNode()
        ? free(FREE_DEPTH - 1)
        : rule(schema.child("additionalProperties"), references);
  }

  /** Named members in order; two tracks, before and behind the first one that is there. */
  private int members(Map<String, Integer> members, Set<String> required) {
    int start = grammar.node();
    int end = grammar.node();
    int none = grammar.literal(start, "{");
    int some = grammar.node();
    for (Map.Entry<String, Integer> member : members.entrySet()) {
      int value = grammar.node();
      int blank = grammar.node();
      int behind = grammar.node();
      String name = JsonText.quoted(member.getKey()) + ":";
      grammar.literal(none, name, blank);
      int comma = grammar.literal(some, ",");
      grammar.literal(comma, name, blank);
      grammar.literal(comma, " " + name, blank);
      grammar.empty(blank, value);
      grammar.literal(blank, " ", value);
      grammar.call(value, member.getValue(), behind);
      if (required.contains(member.getKey())) {
        none = grammar.node(); // nothing leads there: one member is there from now on
        some = behind;
      } else {
        int nextNone = grammar.node();
        int nextSome = grammar.node();
        grammar.empty(none, nextNone);
        grammar.empty(some, nextSome);
        grammar.empty(behind, nextSome);
        none = nextNone;
        some = nextSome;
      }
    }
    grammar.literal(none, "}", end);
    grammar.literal(some, "}", end);
    return grammar.rule(start, end);
  }

  private int map(int name, int value) {
    int start = grammar.node();
    int first = grammar.literal(start, "{");
    int colon = grammar.node();
    int blank = grammar.literal(colon, ":");
    int at = grammar.node();
    int behind = grammar.node();
    int end = grammar.node();
    grammar.literal(first, "}", end);
    grammar.call(first, name, colon);
    grammar.empty(blank, at);
    grammar.literal(blank, " ", at);
    grammar.call(at, value, behind);
    grammar.literal(behind, "}", end);
    int comma = grammar.literal(behind, ",");
    int next = grammar.node();
    grammar.empty(comma, next);
    grammar.literal(comma, " ", next);
    grammar.call(next, name, colon);
    return grammar.rule(start, end);
  }

  private int array(SchemaNode schema, int references) {
    if (schema.json().path("uniqueItems").asBoolean()) {
      throw schema.refused("has 'uniqueItems', which is not supported");
    }
    List<Integer> first = new ArrayList<>();
    if (schema.has("prefixItems")) {
      schema.list("prefixItems").forEach(item -> first.add(rule(item, references)));
    }
    int rest = schema.has("items") ? rule(schema.child("items"), references) : free(FREE_DEPTH - 1);
    int least = schema.count("minItems", 0);
    int most = schema.count("maxItems", Integer.MAX_VALUE);
    if (least > most) {
      throw schema.refused("has 'minItems' above 'maxItems'");
    }
    int start = grammar.node();
    int end = grammar.node();
    int open = grammar.literal(start, "[");
    int singles = Math.max(least, most == Integer.MAX_VALUE ? Math.max(1, first.size()) : most);
    int before = open;
    for (int i = 0; i <= singles; i++) {
      if (i >= least) {
        grammar.literal(before, "]", end);
      }
      if (i == singles && most != Integer.MAX_VALUE) {
        break;
      }
      int value = i == 0 ? before : separated(before);
      // The last one of an endless list goes round.
      int behind = i == singles ? before : grammar.node();
      grammar.call(value, i < first.size() ? first.get(i) : rest, behind);
      before = behind;
    }
    return grammar.rule(start, end);
  }

  private int separated(int from) {
    int comma = grammar.literal(from, ",");
    int next = grammar.node();
    grammar.empty(comma, next);
    grammar.literal(comma, " ", next);
    return next;
  }

  /** Any value, nested no deeper than this. */
  private int free(int depth) {
    String key = "free" + depth;
    Integer made = known.get(key);
    if (made != null) {
      return made;
    }
    int start = grammar.node();
    int end = grammar.node();
    grammar.call(start, text.anyString(), end);
    grammar.call(start, numbers.anyNumber(), end);
    for (String word : List.of("true", "false", "null")) {
      grammar.literal(start, word, end);
    }
    if (depth > 0) {
      int inner = free(depth - 1);
      grammar.call(start, map(text.anyString(), inner), end);
      int open = grammar.literal(start, "[");
      int behind = grammar.node();
      grammar.literal(open, "]", end);
      grammar.call(open, inner, behind);
      grammar.literal(behind, "]", end);
      grammar.call(separated(behind), inner, behind);
    }
    made = grammar.rule(start, end);
    known.put(key, made);
    return made;
  }
}
