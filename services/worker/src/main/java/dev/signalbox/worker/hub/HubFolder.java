package dev.signalbox.worker.hub;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.HttpURLConnection;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A published folder and how it is fetched. */
public final class HubFolder {
  /** What serving needs: weights, configuration, tokenizer, templates; nothing of subfolders. */
  private static final Pattern WANTED =
      Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]*\\.(json|jinja|safetensors)");

  private static final int ATTEMPTS = 6;

  /** Told of progress; must not block long. */
  public interface Progress {
    void at(String file, long bytes, long ofBytes);
  }

  private final HubConnection hub;
  private final String repository;
  private final String revision;
  private final Duration pause;

  /**
   * @param base address of the Hub
   * @param repository such as {@code HuggingFaceTB/SmolVLM2-500M-Video-Instruct}
   * @param revision branch, tag or commit
   * @param token for gated models, or null
   * @param patience longest wait for a connection or for bytes
   */
  public HubFolder(
      URI base, String repository, String revision, @Nullable String token, Duration patience) {
    this(base, repository, revision, token, patience, patience.dividedBy(20));
  }

  /** The same with another wait before the second attempt; before each further one it is longer. */
  HubFolder(
      URI base,
      String repository,
      String revision,
      @Nullable String token,
      Duration patience,
      Duration pause) {
    if (!repository.matches("[A-Za-z0-9._-]+/[A-Za-z0-9._-]+")
        || !revision.matches("[A-Za-z0-9._/-]+")) {
      throw new IllegalArgumentException("a repository is named OWNER/NAME");
    }
    this.hub = new HubConnection(base, token, patience);
    this.repository = repository;
    this.revision = revision;
    this.pause = pause;
  }

  /**
   * Fetches what is not there yet.
   *
   * @return names of all files of the folder
   * @throws HubException saying why it did not work and what to do
   */
  public List<String> fetch(Path folder, Progress progress) throws HubException, IOException {
    List<HubFile> files = list();
    Files.createDirectories(folder);
    long missing = 0;
    for (HubFile file : files) {
      Path done = folder.resolve(file.name());
      missing += Files.exists(done) ? 0 : file.size() - size(part(folder, file));
    }
    long room = Files.getFileStore(folder).getUsableSpace();
    if (missing > room) {
      throw new HubException(
          "%d MB are needed in %s and %d MB are free."
              .formatted(missing >> 20, folder, room >> 20));
    }
    for (HubFile file : files) {
      fetch(folder, file, progress);
    }
    return files.stream().map(HubFile::name).toList();
  }

  private List<HubFile> list() throws HubException, IOException {
    String path = "/api/models/" + repository + "/revision/" + revision + "?blobs=true";
    JsonNode root;
    HttpURLConnection connection = connected(path);
    try (InputStream in = connection.getInputStream()) {
      root = new JsonMapper().readTree(in);
    } finally {
      connection.disconnect();
    }
    List<HubFile> files = new ArrayList<>();
    for (JsonNode sibling : root.path("siblings")) {
      String name = sibling.path("rfilename").asText();
      if (WANTED.matcher(name).matches()) {
        files.add(file(name, sibling));
      }
    }
    if (files.stream().noneMatch(file -> file.name().endsWith(".safetensors"))) {
      throw new HubException(repository + " has no safetensors weights.");
    }
    return files;
  }

  private static HubFile file(String name, JsonNode sibling) throws HubException {
    String sha256 = sibling.path("lfs").path("sha256").asText();
    String blob = sibling.path("blobId").asText();
    long size = sibling.path("size").asLong(-1);
    if (size < 0 || (sha256.isEmpty() && blob.isEmpty())) {
      throw new HubException("The Hub's list has no size or checksum for " + name + ".");
    }
    return new HubFile(
        name,
        size,
        sha256.isEmpty()
            ? new HubFile.Checksum(HubFile.Checksum.Kind.GIT_BLOB, blob)
            : new HubFile.Checksum(HubFile.Checksum.Kind.SHA256, sha256));
  }

  private HttpURLConnection connected(String path) throws HubException, IOException {
    try {
      HttpURLConnection connection = hub.get(path, 0);
      refuse(connection);
      return connection;
    } catch (UnknownHostException
        | ConnectException
        | NoRouteToHostException
        | SocketTimeoutException e) {
      throw new HubException(
          """
          %s can't be reached from here (%s).
          On a machine with a network:  signalbox-vlm pull %s --to FOLDER
          then copy FOLDER here and say:  signalbox-vlm … --model FOLDER
          A mirror is given by --base or HF_ENDPOINT."""
              .formatted(hub.base(), e.getClass().getSimpleName(), repository));
    }
  }

  private void refuse(HttpURLConnection connection) throws HubException, IOException {
    int status = connection.getResponseCode();
    if (status == 401 || status == 403) {
      throw new HubException(
          "%s is gated or does not exist (%d): accept its terms on the Hub and set HF_TOKEN."
              .formatted(repository, status));
    }
    if (status == 404) {
      throw new HubException("There is no %s at revision %s.".formatted(repository, revision));
    }
    if (status >= 400) {
      throw new HubException("The Hub answered %d; try again later.".formatted(status));
    }
  }

  private void fetch(Path folder, HubFile file, Progress progress)
      throws HubException, IOException {
    Path done = folder.resolve(file.name());
    if (Files.exists(done) && Digests.matches(done, file)) {
      progress.at(file.name(), file.size(), file.size());
      return;
    }
    Path part = part(folder, file);
    for (int attempt = 1; size(part) < file.size() || attempt == 1; attempt++) {
      try {
        download(file, part, progress);
      } catch (IOException e) {
        if (attempt == ATTEMPTS) {
          throw new HubException(
              "%s broke off %d times at %d of %d bytes (%s); say the same again to go on from there."
                  .formatted(
                      file.name(),
                      ATTEMPTS,
                      size(part),
                      file.size(),
                      e.getClass().getSimpleName()));
        }
        rest(attempt);
      }
    }
    if (!Digests.matches(part, file)) {
      Files.delete(part);
      throw new HubException(
          file.name() + " does not have the checksum that the Hub states; it was removed.");
    }
    Files.move(part, done, StandardCopyOption.REPLACE_EXISTING);
  }

  private void download(HubFile file, Path part, Progress progress)
      throws HubException, IOException {
    long have = size(part);
    if (have > file.size()) {
      Files.delete(part);
      have = 0;
    }
    if (have == file.size() && have > 0) {
      return;
    }
    HttpURLConnection connection =
        hub.get("/" + repository + "/resolve/" + revision + "/" + file.name(), have);
    try {
      int status = connection.getResponseCode();
      if (status >= 500 || status == 429) {
        throw new IOException("status " + status);
      }
      if (status == 404) {
        throw new HubException(
            "%s is in the Hub's list of %s but can't be fetched (404)."
                .formatted(file.name(), repository));
      }
      refuse(connection);
      String range = connection.getHeaderField("Content-Range");
      boolean continued = status == 206 && range != null && range.startsWith("bytes " + have + "-");
      try (InputStream in = connection.getInputStream();
          OutputStream out =
              Files.newOutputStream(
                  part,
                  StandardOpenOption.CREATE,
                  continued ? StandardOpenOption.APPEND : StandardOpenOption.TRUNCATE_EXISTING,
                  StandardOpenOption.WRITE)) {
        copy(in, out, continued ? have : 0, file, progress);
      }
    } finally {
      connection.disconnect();
    }
    if (size(part) < file.size()) {
      throw new IOException("the connection ended early");
    }
  }

  private static void copy(
      InputStream in, OutputStream out, long from, HubFile file, Progress progress)
      throws IOException {
    byte[] buffer = new byte[1 << 16];
    long have = from;
    for (int read = in.read(buffer); read >= 0 && have <= file.size(); read = in.read(buffer)) {
      out.write(buffer, 0, read);
      have += read;
      progress.at(file.name(), have, file.size());
    }
  }

  private void rest(int attempt) throws HubException {
    try {
      Thread.sleep(pause.multipliedBy(attempt));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new HubException("Interrupted; say the same again to go on from there.");
    }
  }

  private static Path part(Path folder, HubFile file) {
    return folder.resolve(file.name() + ".part");
  }

  private static long size(Path file) throws IOException {
    return Files.exists(file) ? Files.size(file) : 0;
  }
}
