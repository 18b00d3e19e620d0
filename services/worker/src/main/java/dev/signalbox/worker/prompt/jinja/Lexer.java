package dev.signalbox.worker.prompt.jinja;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Cuts a template into text, output and statement pieces, and those into tokens. */
final class Lexer {
  enum Kind {
    TEXT,
    OUTPUT,
    STATEMENT
  }

  /** Text, or the source between the braces. */
  record Piece(Kind kind, String source) {}

  private static final Pattern TOKEN =
      Pattern.compile(
          "\\s*(?:(?<string>'(?:[^'\\\\]|\\\\.)*'|\"(?:[^\"\\\\]|\\\\.)*\")"
              + "|(?<number>\\d+(?:\\.\\d+)?)|(?<name>[A-Za-z_]\\w*)"
              + "|(?<symbol>==|!=|<=|>=|[-+*/%~<>=|.,:()\\[\\]{}]))",
          Pattern.DOTALL);

  private Lexer() {}

  /**
   * With {@code trim_blocks} a line break right after a statement or comment goes; with {@code
   * lstrip_blocks} so do blanks between the line's start and one. A minus sign inside the braces
   * takes all white space on its side.
   */
  static List<Piece> pieces(String template) {
    List<Piece> pieces = new ArrayList<>();
    int at = 0;
    boolean trimNext = false;
    while (at < template.length()) {
      int open = nextOpening(template, at);
      String text = template.substring(at, open < 0 ? template.length() : open);
      if (trimNext) {
        text = text.stripLeading();
      }
      if (open < 0) {
        pieces.add(new Piece(Kind.TEXT, text));
        return pieces;
      }
      char kind = template.charAt(open + 1);
      String closing = kind == '{' ? "}}" : kind + "}";
      int close = template.indexOf(closing, open + 2);
      if (close < 0) {
        throw new TemplateException("an opening brace at %d is never closed".formatted(open));
      }
      String inside = template.substring(open + 2, close);
      boolean minusBefore = inside.startsWith("-");
      boolean minusAfter = inside.endsWith("-");
      if (minusBefore) {
        text = text.stripTrailing();
      } else if (kind != '{') {
        text = withoutIndent(text, at == 0);
      }
      pieces.add(new Piece(Kind.TEXT, text));
      inside = inside.substring(minusBefore ? 1 : 0, inside.length() - (minusAfter ? 1 : 0));
      if (kind != '#') {
        pieces.add(new Piece(kind == '{' ? Kind.OUTPUT : Kind.STATEMENT, inside.strip()));
      }
      at = close + 2;
      trimNext = minusAfter;
      if (kind != '{' && !minusAfter && at < template.length() && template.charAt(at) == '\n') {
        at++;
      }
    }
    return pieces;
  }

  private static int nextOpening(String template, int from) {
    for (int i = from; i + 1 < template.length(); i++) {
      if (template.charAt(i) == '{' && "{%#".indexOf(template.charAt(i + 1)) >= 0) {
        return i;
      }
    }
    return -1;
  }

  private static String withoutIndent(String text, boolean atStart) {
    int end = text.length();
    while (end > 0 && (text.charAt(end - 1) == ' ' || text.charAt(end - 1) == '\t')) {
      end--;
    }
    boolean lineStart = end == 0 ? atStart : text.charAt(end - 1) == '\n';
    return lineStart ? text.substring(0, end) : text;
  }

  /** Tokens of an expression; strings keep their quotes. */
  static List<String> tokens(String source) {
    List<String> tokens = new ArrayList<>();
    Matcher matcher = TOKEN.matcher(source);
    int at = 0;
    while (at < source.length() && !source.substring(at).isBlank()) {
      if (!matcher.find(at) || matcher.start() != at) {
        throw new TemplateException(
            "'%s' is not understood".formatted(source.substring(at).strip()));
      }
      tokens.add(matcher.group().strip());
      at = matcher.end();
    }
    return tokens;
  }

  static String unquote(String token) {
    String inside = token.substring(1, token.length() - 1);
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < inside.length(); i++) {
      char c = inside.charAt(i);
      if (c == '\\' && i + 1 < inside.length()) {
        char escaped = inside.charAt(++i);
        out.append(
            switch (escaped) {
              case 'n' -> "\n";
              case 't' -> "\t";
              case 'r' -> "\r";
              case '\\', '\'', '"' -> String.valueOf(escaped);
              default -> "\\" + escaped;
            });
      } else {
        out.append(c);
      }
    }
    return out.toString();
  }
}
