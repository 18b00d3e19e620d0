package dev.signalbox.verdict.board;

import java.io.BufferedReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads RFC 4180 records one by one; quoted fields may hold commas, quotes and line breaks. */
final class Csv {
  private static final int LONGEST_FIELD = 100_000;

  private final BufferedReader in;
  private long line;

  Csv(BufferedReader in) {
    this.in = in;
  }

  /** Number of the line on which the last record ended; the first is 1. */
  long line() {
    return line;
  }

  /** The next record that is not an empty line, or null at the end. */
  @Nullable List<String> next() throws IOException, VoteFileException {
    String text;
    do {
      text = in.readLine();
      if (text == null) {
        return null;
      }
      line++;
      if (line == 1 && text.startsWith("\ufeff")) {
        text = text.substring(1);
      }
    } while (text.isBlank());
    return text.indexOf('"') < 0 ? plain(text) : quoted(text);
  }

  private static List<String> plain(String text) {
    List<String> fields = new ArrayList<>();
    int start = 0;
    int comma;
    while ((comma = text.indexOf(',', start)) >= 0) {
      fields.add(text.substring(start, comma).strip());
      start = comma + 1;
    }
    fields.add(text.substring(start).strip());
    return fields;
  }

  private List<String> quoted(String first) throws IOException, VoteFileException {
    List<String> fields = new ArrayList<>();
    StringBuilder field = new StringBuilder();
    String text = first;
    boolean inQuotes = false;
    int i = 0;
    while (true) {
      if (i == text.length()) {
        if (!inQuotes) {
          fields.add(field.toString().strip());
          return fields;
        }
        String more = in.readLine();
        if (more == null || field.length() > LONGEST_FIELD) {
          throw new VoteFileException("line " + line + ": a quoted field does not end");
        }
        line++;
        field.append('\n');
        text = more;
        i = 0;
        continue;
      }
      char c = text.charAt(i++);
      if (inQuotes && c == '"' && i < text.length() && text.charAt(i) == '"') {
        field.append('"');
        i++;
      } else if (c == '"') {
        inQuotes = !inQuotes;
      } else if (c == ',' && !inQuotes) {
        fields.add(field.toString().strip());
        field.setLength(0);
      } else {
        field.append(c);
      }
    }
  }
}
