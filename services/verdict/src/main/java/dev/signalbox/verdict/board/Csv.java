package dev.signalbox.verdict.board;

import java.io.IOException;
import java.io.Reader;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads RFC 4180 records one by one; quoted fields may hold commas, quotes and line breaks. Lines
 * end by LF, CRLF or CR. What a record takes of memory is bounded.
 */
final class Csv {
  /** What a reader puts for bytes that are no UTF-8: no character, in any text. */
  static final char NOT_TEXT = '\uffff';

  private static final int LONGEST_RECORD = 100_000;
  private static final int MOST_FIELDS = 1_000;
  private static final int END = -1;

  private final Reader in;
  private final char[] buffer = new char[1 << 16];
  private int at;
  private int filled;
  private long line = 1;
  private long started = 1;
  private int taken;

  Csv(Reader in) {
    this.in = in;
  }

  /** Number of the line on which the last record began; the first is 1. */
  long line() {
    return started;
  }

  /** The next record that is not an empty line, or null at the end. */
  @Nullable List<String> next() throws IOException, VoteFileException {
    while (true) {
      started = line;
      taken = 0;
      if (peek() == END) {
        return null;
      }
      if (line == 1 && peek() == '\ufeff') {
        take();
      }
      List<String> record = record();
      if (record.size() > 1 || !record.get(0).isEmpty()) {
        return record;
      }
    }
  }

  private List<String> record() throws IOException, VoteFileException {
    List<String> fields = new ArrayList<>();
    StringBuilder field = new StringBuilder();
    while (true) {
      field.setLength(0);
      boolean more = peek() == '"' ? quoted(field) : plain(field);
      fields.add(field.toString().strip());
      if (!more) {
        return fields;
      }
      if (fields.size() == MOST_FIELDS) {
        throw wrong("more than " + MOST_FIELDS + " fields");
      }
    }
  }

  /** Reads to the field's end. True when another field follows in the record. */
  private boolean plain(StringBuilder field) throws IOException, VoteFileException {
    while (true) {
      int c = take();
      if (c == ',') {
        return true;
      }
      if (c == '\n' || c == END) {
        return false;
      }
      if (c == '"' && field.toString().isBlank()) {
        field.setLength(0);
        return inQuotes(field);
      }
      if (c == '"') {
        throw wrong("a quote inside a field that does not begin with one");
      }
      if (c == 0) {
        throw wrong("a NUL character: this is no text");
      }
      field.append((char) c);
    }
  }

  private boolean quoted(StringBuilder field) throws IOException, VoteFileException {
    take();
    return inQuotes(field);
  }

  private boolean inQuotes(StringBuilder field) throws IOException, VoteFileException {
    while (true) {
      int c = take();
      if (c == END) {
        throw wrong("a quoted field does not end");
      }
      if (c != '"') {
        field.append((char) c);
      } else if (peek() == '"') {
        take();
        field.append('"');
      } else {
        return afterQuotes();
      }
    }
  }

  private boolean afterQuotes() throws IOException, VoteFileException {
    while (true) {
      int c = take();
      if (c == ',') {
        return true;
      }
      if (c == '\n' || c == END) {
        return false;
      }
      if (!Character.isWhitespace(c)) {
        throw wrong("text after the quote that ends a field");
      }
    }
  }

  private VoteFileException wrong(String what) {
    return new VoteFileException("line " + started + ": " + what);
  }

  /** The next character, every line's end as LF. */
  private int take() throws IOException, VoteFileException {
    int c = peek();
    at++;
    if (++taken > LONGEST_RECORD) {
      throw wrong("a row of more than " + LONGEST_RECORD + " characters; does a quote not end?");
    }
    if (c == NOT_TEXT) {
      throw new VoteFileException(
          "line " + line + ": bytes that are not UTF-8; save the file as CSV in UTF-8");
    }
    if (c == '\r') {
      if (peek() == '\n') {
        at++;
      }
      c = '\n';
    }
    if (c == '\n') {
      line++;
    }
    return c;
  }

  private int peek() throws IOException {
    if (at >= filled) {
      filled = in.read(buffer, 0, buffer.length);
      at = 0;
      if (filled <= 0) {
        filled = 0;
        return END;
      }
    }
    return buffer[at];
  }
}
