package dev.signalbox.platform.cloudevents;

import java.nio.charset.StandardCharsets;
import java.time.Instant;

/**
 * Moments as {@link Instant#toString} writes them, many times faster: each event has several. Days
 * are turned into dates as in Howard Hinnant's {@code civil_from_days}.
 */
public final class Rfc3339 {
  /** Most bytes of one moment. */
  public static final int MOST_BYTES = 40;

  private static final int SECONDS_A_DAY = 86_400;
  private static final long FIRST = Instant.parse("0001-01-01T00:00:00Z").getEpochSecond();
  private static final long LAST = Instant.parse("9999-12-31T23:59:59Z").getEpochSecond();

  private Rfc3339() {}

  public static String of(Instant moment) {
    byte[] out = new byte[MOST_BYTES];
    return new String(out, 0, write(moment, out, 0), StandardCharsets.ISO_8859_1);
  }

  /**
   * Writes a moment.
   *
   * @param at where; {@link #MOST_BYTES} from there on are written to
   * @return where it ends
   */
  public static int write(Instant moment, byte[] out, int at) {
    long seconds = moment.getEpochSecond();
    if (seconds < FIRST || seconds > LAST) {
      byte[] text = moment.toString().getBytes(StandardCharsets.ISO_8859_1);
      System.arraycopy(text, 0, out, at, text.length);
      return at + text.length;
    }
    int end = date((int) Math.floorDiv(seconds, SECONDS_A_DAY), out, at);
    int second = (int) Math.floorMod(seconds, SECONDS_A_DAY);
    out[end++] = 'T';
    end = two(second / 3_600, out, end);
    out[end++] = ':';
    end = two(second / 60 % 60, out, end);
    out[end++] = ':';
    end = two(second % 60, out, end);
    end = fraction(moment.getNano(), out, end);
    out[end++] = 'Z';
    return end;
  }

  private static int date(int epochDay, byte[] out, int at) {
    int day = epochDay + 719_468;
    int era = Math.floorDiv(day, 146_097);
    int ofEra = day - era * 146_097;
    int yearOfEra = (ofEra - ofEra / 1_460 + ofEra / 36_524 - ofEra / 146_096) / 365;
    int ofYear = ofEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100);
    int month = (5 * ofYear + 2) / 153;
    int year = yearOfEra + era * 400 + (month < 10 ? 0 : 1);
    int end = two(year / 100, out, at);
    end = two(year % 100, out, end);
    out[end++] = '-';
    end = two(month < 10 ? month + 3 : month - 9, out, end);
    out[end++] = '-';
    return two(ofYear - (153 * month + 2) / 5 + 1, out, end);
  }

  private static int two(int number, byte[] out, int at) {
    out[at] = (byte) ('0' + number / 10);
    out[at + 1] = (byte) ('0' + number % 10);
    return at + 2;
  }

  /** Three, six or nine digits, as many as are needed; none for a whole second. */
  private static int fraction(int nano, byte[] out, int at) {
    if (nano == 0) {
      return at;
    }
    int digits = nano % 1_000_000 == 0 ? 3 : nano % 1_000 == 0 ? 6 : 9;
    int left = digits == 3 ? nano / 1_000_000 : digits == 6 ? nano / 1_000 : nano;
    out[at] = '.';
    for (int i = digits; i > 0; i--) {
      out[at + i] = (byte) ('0' + left % 10);
      left /= 10;
    }
    return at + digits + 1;
  }
}
