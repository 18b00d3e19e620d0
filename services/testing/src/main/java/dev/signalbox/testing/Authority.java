package dev.signalbox.testing;

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
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import javax.net.ssl.X509KeyManager;

/** A certificate authority of the test's own, by the JDK's keytool. */
public final class Authority {
  private static final String PASSWORD = "changeit";

  private final Path store;
  private int issued;

  private Authority(Path folder) {
    this.store = folder.resolve("authority.p12");
  }

  public static Authority make(Path folder, String name) throws Exception {
    Authority authority = new Authority(Files.createDirectories(folder));
    keytool(
        authority.store,
        List.of("-genkeypair", "-alias", "ca", "-keyalg", "EC", "-groupname", "secp256r1"),
        List.of("-dname", "CN=" + name, "-validity", "2", "-ext", "bc:c=ca:true"));
    return authority;
  }

  /** A key with a certificate for this machine that holds for a day, as a key store. */
  public KeyStore issue(String name) throws Exception {
    return issue(name, List.of());
  }

  /** As above; its day was over two days ago. */
  public KeyStore issueExpired(String name) throws Exception {
    return issue(name, List.of("-startdate", "-3d"));
  }

  private KeyStore issue(String name, List<String> when) throws Exception {
    String alias = "leaf" + ++issued;
    List<String> wanted = new ArrayList<>(when);
    wanted.addAll(List.of("-dname", "CN=" + name, "-validity", "1", "-signer", "ca"));
    wanted.addAll(List.of("-ext", "san=dns:localhost,ip:127.0.0.1"));
    wanted.addAll(List.of("-ext", "eku=serverAuth,clientAuth"));
    keytool(
        store,
        List.of("-genkeypair", "-alias", alias, "-keyalg", "EC", "-groupname", "secp256r1"),
        wanted);
    KeyStore all = load(store);
    char[] password = PASSWORD.toCharArray();
    KeyStore leaf = KeyStore.getInstance("PKCS12");
    leaf.load(null, null);
    leaf.setKeyEntry("leaf", all.getKey(alias, password), password, all.getCertificateChain(alias));
    return leaf;
  }

  /** Puts a new certificate where cert-manager would: tls.crt, tls.key and ca.crt. */
  public void renew(Path secret, String name) throws Exception {
    put(secret, issue(name));
  }

  /** As above; its time is over. */
  public void expire(Path secret, String name) throws Exception {
    put(secret, issueExpired(name));
  }

  private void put(Path secret, KeyStore leaf) throws Exception {
    Files.createDirectories(secret);
    put(
        secret,
        "tls.key",
        pem("PRIVATE KEY", leaf.getKey("leaf", PASSWORD.toCharArray()).getEncoded()));
    put(secret, "tls.crt", pem("CERTIFICATE", leaf.getCertificate("leaf").getEncoded()));
    put(secret, "ca.crt", pem("CERTIFICATE", load(store).getCertificate("ca").getEncoded()));
  }

  /** What shows a certificate that was issued. */
  public static X509KeyManager showing(KeyStore own) throws GeneralSecurityException {
    KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX");
    keys.init(own, PASSWORD.toCharArray());
    return (X509KeyManager) keys.getKeyManagers()[0];
  }

  /** What trusts this authority and no other. */
  public X509ExtendedTrustManager trusted() throws IOException, GeneralSecurityException {
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    trusted.setCertificateEntry("ca", load(store).getCertificate("ca"));
    TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
    trust.init(trusted);
    return (X509ExtendedTrustManager) trust.getTrustManagers()[0];
  }

  /** A client that trusts this authority and shows {@code own}, or nothing when that is empty. */
  public SSLContext client(KeyStore... own) throws Exception {
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(
        own.length > 0 ? new KeyManager[] {showing(own[0])} : null,
        new TrustManager[] {trusted()},
        null);
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
    if (process.waitFor() != 0) {
      throw new IllegalStateException(said);
    }
  }
}
