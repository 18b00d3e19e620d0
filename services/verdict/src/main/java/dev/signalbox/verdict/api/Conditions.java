package dev.signalbox.verdict.api;

import dev.signalbox.verdict.problem.VerdictProblem;
import dev.signalbox.verdict.vote.Condition;
import jakarta.ws.rs.core.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads the conditions of a vote: {@code If-Match} with the ETag of the voter's own ballot (RFC
 * 9110), {@code If-None-Match: *} for a first vote, and {@code Idempotency-Key}.
 */
final class Conditions {
  private static final Pattern ETAG = Pattern.compile("\"r(\\d{1,15})\"");
  private static final Pattern KEY = Pattern.compile("[\\x21-\\x7e]{1,200}");

  private Conditions() {}

  /** The ETag of a ballot. */
  static String etag(long revision) {
    return "\"r" + revision + "\"";
  }

  /**
   * The conditions of a request.
   *
   * @param what method, path and body: an idempotency key is for these alone
   */
  static Condition read(HttpHeaders headers, String... what) {
    return new Condition(revision(headers), key(headers), digest(what));
  }

  private static @Nullable Long revision(HttpHeaders headers) {
    String none = one(headers, HttpHeaders.IF_NONE_MATCH);
    if (none != null) {
      if (none.equals("*")) {
        return 0L;
      }
      throw VerdictProblem.invalid("If-None-Match", "If-None-Match is * here: only when not voted");
    }
    String match = one(headers, HttpHeaders.IF_MATCH);
    if (match == null || match.equals("*")) {
      return null;
    }
    Matcher matcher = ETAG.matcher(match);
    if (!matcher.matches()) {
      throw VerdictProblem.invalid("If-Match", "If-Match is one ETag, as a GET of the vote gives");
    }
    return Long.valueOf(matcher.group(1));
  }

  private static @Nullable String key(HttpHeaders headers) {
    String key = one(headers, "Idempotency-Key");
    if (key != null && !KEY.matcher(key).matches()) {
      throw VerdictProblem.invalid(
          "Idempotency-Key", "Idempotency-Key is 1 to 200 printable ASCII characters");
    }
    return key;
  }

  private static @Nullable String one(HttpHeaders headers, String name) {
    List<String> values = headers.getRequestHeader(name);
    if (values == null || values.isEmpty()) {
      return null;
    }
    if (values.size() > 1) {
      throw VerdictProblem.invalid(name, name + " is given more than once");
    }
    return values.get(0).strip();
  }

  private static String digest(String... what) {
    try {
      byte[] text = String.join("\n", what).getBytes(StandardCharsets.UTF_8);
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(text));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
