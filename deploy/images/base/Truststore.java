import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;

/** Writes the certificates of a folder into a trust store: what Debian's ca-certificates-java does when it is configured. */
final class Truststore {
  public static void main(String[] arguments) throws Exception {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    CertificateFactory certificates = CertificateFactory.getInstance("X.509");
    try (var files = Files.list(Path.of(arguments[0]))) {
      for (Path file : files.filter(path -> path.toString().endsWith(".crt")).sorted().toList()) {
        try (InputStream in = Files.newInputStream(file)) {
          store.setCertificateEntry(
              file.getFileName().toString(), certificates.generateCertificate(in));
        }
      }
    }
    try (OutputStream out = Files.newOutputStream(Path.of(arguments[1]))) {
      store.store(out, null);
    }
    System.out.println(store.size() + " certificates");
  }
}
