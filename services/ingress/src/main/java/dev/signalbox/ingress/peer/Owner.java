package dev.signalbox.ingress.peer;

import dev.signalbox.platform.files.WholeFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Who keeps a file or a batch: the name of a folder, drawn when it was first used. It stays when
 * the process, its address or its name changes, as what is in the folder does.
 *
 * @param tag eight hexadecimal digits, the last of every id that is made in the folder
 */
public record Owner(String tag) {
  /** What {@code Ids} make, the owner's tag, and the letter of a batch's own files. */
  private static final Pattern ID =
      Pattern.compile("(?:file-|batch_)[0-9a-f]{36}([0-9a-f]{8})[ab]?");

  private static final Pattern TAG = Pattern.compile("[0-9a-f]{8}");
  private static final String FILE = "owner";

  /**
   * The folder's owner; drawn where there is none yet.
   *
   * @throws UncheckedIOException when the folder can't be used, or says something else
   */
  public static Owner of(Path folder) {
    Path file = folder.resolve(FILE);
    try {
      Files.createDirectories(folder);
      String tag = Files.readString(file, StandardCharsets.US_ASCII).strip();
      if (!TAG.matcher(tag).matches()) {
        throw new IOException("it is no owner: " + tag);
      }
      return new Owner(tag);
    } catch (NoSuchFileException e) {
      return draw(file);
    } catch (IOException e) {
      throw new UncheckedIOException("the folder's owner can't be read: " + file, e);
    }
  }

  private static Owner draw(Path file) {
    String tag = HexFormat.of().toHexDigits(new SecureRandom().nextInt());
    try {
      WholeFile.replace(file, tag.getBytes(StandardCharsets.US_ASCII));
    } catch (IOException e) {
      throw new UncheckedIOException("the folder's owner can't be written: " + file, e);
    }
    return new Owner(tag);
  }

  /** The owner that a replica says it is; empty for what is no tag. */
  static Optional<Owner> tagged(@Nullable String tag) {
    return Optional.ofNullable(tag).filter(TAG.asMatchPredicate()).map(Owner::new);
  }

  /** Whom an id names; empty for one that names nobody. */
  public static Optional<Owner> named(String id) {
    Matcher matcher = ID.matcher(id);
    return matcher.matches() ? Optional.of(new Owner(matcher.group(1))) : Optional.empty();
  }
}
