package dev.signalbox.verdict.support;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.interfaces.RSAPublicKey;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/**
 * An OpenID provider of the authorization code flow (OpenID Connect Core 1.0, section 3.1). Its one
 * user is whoever the test says; it signs in everybody who comes.
 */
public final class IdentityProvider implements QuarkusTestResourceLifecycleManager {
  private static final String CLIENT = "signalbox";
  private static final String SECRET = "a-secret-of-the-tests-that-is-long-enough-to-seal-with";
  private static final Map<String, User> CODES = new ConcurrentHashMap<>();
  private static volatile User user = new User("nobody", List.of());
  private static volatile boolean forging;

  private final Map<String, String> settings = new HashMap<>();
  private HttpServer server;
  private KeyPair key;
  private KeyPair other;
  private String issuer = "";

  private record User(String subject, List<String> groups) {}

  /** Who signs in next, with these groups; plain words. */
  public static void user(String subject, String... groups) {
    user = new User(subject, List.of(groups));
  }

  /** Whether tokens are signed by a key that the provider does not publish. */
  public static void forge(boolean on) {
    forging = on;
  }

  @Override
  public Map<String, String> start() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
      generator.initialize(2_048);
      key = generator.generateKeyPair();
      other = generator.generateKeyPair();
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 50);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    issuer = "http://127.0.0.1:" + server.getAddress().getPort();
    server.createContext(
        "/.well-known/openid-configuration",
        asked ->
            json(
                asked,
                """
                {"issuer": "%1$s", "authorization_endpoint": "%1$s/authorize", "token_endpoint": "%1$s/token", "jwks_uri": "%1$s/keys",
                 "response_types_supported": ["code"], "subject_types_supported": ["public"], "id_token_signing_alg_values_supported": ["RS256"]}
                """
                    .formatted(issuer)));
    server.createContext("/keys", asked -> json(asked, keys()));
    server.createContext("/authorize", this::authorize);
    server.createContext("/token", this::token);
    server.start();
    settings.put("quarkus.oidc.auth-server-url", issuer);
    settings.put("quarkus.oidc.client-id", CLIENT);
    settings.put("quarkus.oidc.credentials.secret", SECRET);
    return settings;
  }

  @Override
  public void stop() {
    server.stop(0);
  }

  private void authorize(HttpExchange asked) throws IOException {
    Map<String, String> query = form(asked.getRequestURI().getRawQuery());
    String code = UUID.randomUUID().toString();
    CODES.put(code, user);
    asked
        .getResponseHeaders()
        .add(
            "Location",
            query.get("redirect_uri") + "?code=" + code + "&state=" + query.get("state"));
    asked.sendResponseHeaders(302, -1);
    asked.close();
  }

  private void token(HttpExchange asked) throws IOException {
    String body = new String(asked.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    User who = CODES.remove(String.valueOf(form(body).get("code")));
    if (who == null) {
      asked.sendResponseHeaders(400, -1);
      asked.close();
      return;
    }
    json(
        asked,
        """
        {"token_type": "Bearer", "expires_in": 300, "access_token": "%s", "id_token": "%s"}
        """
            .formatted(signed(who), signed(who)));
  }

  private String signed(User who) {
    long now = Instant.now().getEpochSecond();
    String head = base64("{\"alg\": \"RS256\", \"typ\": \"JWT\", \"kid\": \"one\"}");
    String claims =
        base64(
            """
            {"iss": "%s", "aud": "%s", "sub": "%s", "preferred_username": "%s", "groups": ["%s"], "iat": %d, "exp": %d}
            """
                .formatted(
                    issuer,
                    CLIENT,
                    who.subject(),
                    who.subject(),
                    String.join("\", \"", who.groups()),
                    now,
                    now + 300));
    try {
      Signature signature = Signature.getInstance("SHA256withRSA");
      signature.initSign((forging ? other : key).getPrivate());
      signature.update((head + "." + claims).getBytes(StandardCharsets.US_ASCII));
      return head + "." + claims + "." + base64(signature.sign());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private String keys() {
    RSAPublicKey published = (RSAPublicKey) key.getPublic();
    return """
        {"keys": [{"kty": "RSA", "kid": "one", "use": "sig", "alg": "RS256", "n": "%s", "e": "%s"}]}
        """
        .formatted(
            base64(unsigned(published.getModulus())),
            base64(unsigned(published.getPublicExponent())));
  }

  private static byte[] unsigned(BigInteger number) {
    byte[] bytes = number.toByteArray();
    return bytes[0] == 0 ? Arrays.copyOfRange(bytes, 1, bytes.length) : bytes;
  }

  private static String base64(String text) {
    return base64(text.getBytes(StandardCharsets.UTF_8));
  }

  private static String base64(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  private static Map<String, String> form(String encoded) {
    Map<String, String> fields = new HashMap<>();
    for (String part : encoded.split("&", -1)) {
      int at = part.indexOf('=');
      fields.put(
          part.substring(0, Math.max(0, at)),
          URLDecoder.decode(part.substring(at + 1), StandardCharsets.UTF_8));
    }
    return fields;
  }

  private static void json(HttpExchange asked, String answer) throws IOException {
    byte[] bytes = answer.getBytes(StandardCharsets.UTF_8);
    asked.getResponseHeaders().add("Content-Type", "application/json");
    asked.sendResponseHeaders(200, bytes.length);
    asked.getResponseBody().write(bytes);
    asked.close();
  }
}
