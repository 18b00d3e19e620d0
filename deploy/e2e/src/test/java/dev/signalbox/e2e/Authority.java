package dev.signalbox.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** A certificate authority of the test's own, by the JDK's keytool. */
final class Authority {
  private static final String PASSWORD = "changeit";

  private final Path folder;
  private final Path store;

  private Authority(Path folder) {
    this.folder = folder;
    this.store = folder.resolve("authority.p12");
  }

  static Authority make(Path folder, String name) throws Exception {
    Authority authority = new Authority(Files.createDirectories(folder));
    keytool(
        authority.store,
        List.of("-genkeypair", "-alias", "ca", "-keyalg", "EC", "-groupname", "secp256r1"),
        List.of("-dname", "CN=" + name, "-validity", "2", "-ext", "bc:c=ca:true"));
    return authority;
  }

  /** A key with a certificate for this machine, as a key store. */
  KeyStore issue(String name) throws Exception {
    Path leaf = Files.createTempDirectory(folder, "leaf").resolve("leaf.p12");
    Path request = leaf.resolveSibling("request.pem");
    Path certificate = leaf.resolveSibling("certificate.pem");
    Path chain = leaf.resolveSibling("chain.pem");
    Path root = leaf.resolveSibling("root.pem");
    keytool(
        leaf,
        List.of("-genkeypair", "-alias", "leaf", "-keyalg", "EC", "-groupname", "secp256r1"),
        List.of("-dname", "CN=" + name, "-validity", "1"));
    keytool(leaf, List.of("-certreq", "-alias", "leaf", "-file", request.toString()), List.of());
    keytool(
        store,
        List.of("-gencert", "-alias", "ca", "-rfc", "-validity", "1"),
        List.of(
            "-infile",
            request.toString(),
            "-outfile",
            certificate.toString(),
            "-ext",
            "san=dns:localhost,ip:127.0.0.1",
            "-ext",
            "eku=serverAuth,clientAuth"));
    keytool(
        store, List.of("-exportcert", "-alias", "ca", "-rfc", "-file", root.toString()), List.of());
    Files.writeString(chain, Files.readString(certificate) + Files.readString(root));
    keytool(
        leaf,
        List.of("-importcert", "-noprompt", "-alias", "leaf"),
        List.of("-file", chain.toString()));
    return load(leaf);
  }

  /** Puts a new certificate where cert-manager would: tls.crt, tls.key and ca.crt. */
  void renew(Path secret, String name) throws Exception {
    Files.createDirectories(secret);
    KeyStore leaf = issue(name);
    put(
        secret,
        "tls.key",
        pem("PRIVATE KEY", leaf.getKey("leaf", PASSWORD.toCharArray()).getEncoded()));
    put(secret, "tls.crt", pem("CERTIFICATE", leaf.getCertificate("leaf").getEncoded()));
    put(secret, "ca.crt", pem("CERTIFICATE", load(store).getCertificate("ca").getEncoded()));
  }

  /** A client that trusts this authority and shows {@code own}, or nothing when that is empty. */
  SSLContext client(KeyStore... own) throws Exception {
    KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX");
    if (own.length > 0) {
      keys.init(own[0], PASSWORD.toCharArray());
    }
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    trusted.setCertificateEntry("ca", load(store).getCertificate("ca"));
    TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
    trust.init(trusted);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(own.length > 0 ? keys.getKeyManagers() : null, trust.getTrustManagers(), null);
    return context;
  }

  private static KeyStore load(Path store) throws IOException, GeneralSecurityException {
    return KeyStore.getInstance(store.toFile(), PASSWORD.toCharArray());
  }

  private static String pem(String what, byte[] der) {
    return "-----BEGIN %s-----\n%s\n-----END %s-----\n"
        .formatted(what, Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der), what);
  }

  /** As the kubelet does: a reader sees the old file or the new one. */
  private static void put(Path folder, String name, String text) throws IOException {
    Path draft = folder.resolve("." + name);
    Files.writeString(draft, text);
    Files.move(
        draft,
        folder.resolve(name),
        StandardCopyOption.ATOMIC_MOVE,
        StandardCopyOption.REPLACE_EXISTING);
  }

  private static void keytool(Path store, List<String> what, List<String> more) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    command.addAll(what);
    command.addAll(List.of("-keystore", store.toString(), "-storepass", PASSWORD));
    command.addAll(more);
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    try (OutputStream none = process.getOutputStream()) {
      none.flush();
    }
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(said).isZero();
  }
}
