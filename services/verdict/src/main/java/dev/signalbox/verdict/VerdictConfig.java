package dev.signalbox.verdict;

import dev.signalbox.edge.telemetry.TracingConfig;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.DecimalMin;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.Optional;

/** All of the service's own settings. */
@ConfigMapping(prefix = "signalbox.verdict")
public interface VerdictConfig {
  Database database();

  Events events();

  Voters voters();

  SignIn signIn();

  Console console();

  Judge judge();

  Budgets budgets();

  Access access();

  Panels panels();

  Digest digest();

  Parity parity();

  Integrity integrity();

  TracingConfig tracing();

  /** Bounds towards PostgreSQL. */
  interface Database {
    /** Longest that one transaction may take before it fails. */
    @WithDefault("10S")
    Duration timeout();

    /** Transactions under way or waiting for a connection; more are refused with 503. */
    @Min(8)
    @Max(10_000)
    @WithDefault("256")
    int maxInFlight();

    /** Months of partitions made ahead. */
    @Min(1)
    @Max(24)
    @WithDefault("3")
    int monthsAhead();

    /** How long event ids are remembered; at least the longest retention of a consumed topic. */
    @WithDefault("P100D")
    Duration inboxRetention();
  }

  /** Consumption and the relay of votes. */
  interface Events {
    /** First wait before a batch that PostgreSQL refused is tried again. */
    @WithDefault("200MS")
    Duration retryInitial();

    /** Longest wait between two tries. */
    @WithDefault("10S")
    Duration retryMax();

    /** How far in the future an event's time may lie. */
    @WithDefault("P1D")
    Duration maxAhead();

    /** Votes relayed to Kafka in one go. */
    @Min(1)
    @Max(1_000)
    @WithDefault("200")
    int relayBatch();
  }

  /** Identity of voters without a login. */
  interface Voters {
    /**
     * Base64 of at least 32 bytes that sign cookies and hash voter ids. Replicas must share it.
     * Without it the key file is used.
     */
    Optional<String> key();

    /** Where the key is kept, made on the first start, when none is given. */
    @WithDefault(".signalbox/verdict/voter.key")
    Path keyFile();

    /** Name of the voter's cookie. */
    @NotBlank
    @WithDefault("signalbox_voter")
    String cookie();

    /** Votes cast, changed or taken back by one voter in a minute. */
    @Min(1)
    @Max(100_000)
    @WithDefault("60")
    int votesPerMinute();

    /** Voters who are new by cookie and vote from one address in a minute. */
    @Min(1)
    @Max(1_000_000)
    @WithDefault("30")
    int newVotersPerMinute();

    /** How long a repeated Idempotency-Key is answered as the first request was. */
    @WithDefault("P1D")
    Duration keyAge();

    /** How long the cookie lives. */
    @WithDefault("P365D")
    Duration cookieAge();
  }

  /** How votes are looked at for integrity. */
  interface Integrity {
    /** How often all votes are looked at; {@code off} for never. */
    @WithDefault("1M")
    String every();

    /** Votes that one look reads, the newest; 32 bytes each and some seconds for a million. */
    @Min(100)
    @Max(5_000_000)
    @WithDefault("300000")
    int mostVotes();

    /** How a voter in quarantine reaches somebody, in words, for the page on integrity. */
    @NotBlank
    @WithDefault("Write to whoever runs this console and name the first letters of your voter.")
    String appeal();
  }

  /** Sign-in. OIDC is set up under {@code quarkus.oidc} and is off by default. */
  interface SignIn {
    /** Token of at least 16 characters that makes an administrator; goes before the file. */
    Optional<String> adminToken();

    /** File that holds the admin token; the launcher makes it. Absent: nobody signs in by token. */
    Optional<Path> adminTokenFile();

    /** How long a session lasts. */
    @WithDefault("PT12H")
    Duration sessionAge();

    /** Attempts to sign in by token taken from one address in a minute. */
    @Min(1)
    @Max(1_000)
    @WithDefault("10")
    int attemptsPerMinute();

    /** Whether signing in by OpenID Connect is on. */
    @WithDefault("false")
    boolean oidc();

    /** Name of the identity provider on the sign-in page. */
    @NotBlank
    @WithDefault("your organisation")
    String oidcName();

    /** Role in the identity provider's token that makes an administrator. */
    @NotBlank
    @WithDefault("signalbox-admin")
    String oidcAdminRole();
  }

  /** The pages. */
  interface Console {
    /** How often live pages look for new decisions. */
    @WithDefault("500MS")
    Duration refresh();

    /** Live pages at the same time; more are refused with 503. */
    @Min(1)
    @Max(10_000)
    @WithDefault("200")
    int maxStreams();

    /** The endpoint that empty pages suggest to try. */
    @NotBlank
    @WithDefault("http://127.0.0.1:8080")
    String ingress();

    /** This console's address as others reach it, for links in previews, feeds and mail. */
    @NotBlank
    @WithDefault("http://127.0.0.1:8083")
    String address();
  }

  /** Models that judge, asked through the ingress. */
  interface Judge {
    /** Base address of the ingress. */
    @NotBlank
    @WithDefault("http://127.0.0.1:8080")
    String endpoint();

    /** API key that judges' calls are booked on. Without one no model can judge; people can. */
    Optional<String> key();

    /** File with the key, where it is not given itself. */
    Optional<Path> keyFile();

    /** Longest that a connection may take. */
    @WithDefault("2S")
    Duration connectTimeout();

    /** Longest that an answer may take. */
    @WithDefault("60S")
    Duration timeout();

    /** Calls under way; more are turned away. */
    @Min(1)
    @Max(1_000)
    @WithDefault("8")
    int maxInFlight();

    /** Longest answer that is read, in bytes. */
    @Min(1_024)
    @Max(16_777_216)
    @WithDefault("262144")
    int maxAnswerBytes();

    /** Failures in a row after which nobody is asked for a while. */
    @Min(1)
    @Max(1_000)
    @WithDefault("5")
    int breakerFailures();

    /** How long nobody is asked then. */
    @WithDefault("30S")
    Duration breakerPause();
  }

  /** Budgets, leased to replicas of the ingress. */
  interface Budgets {
    /**
     * How long a replica may go on with what it holds without being heard of: it rides out an
     * outage of this length. What a killed replica held is held that long.
     */
    @WithDefault("10M")
    Duration leaseTime();
  }

  /** Keys and budgets on their way to the ingress. */
  interface Access {
    /** How often each watcher's feed looks for changes. */
    @WithDefault("200MS")
    Duration refresh();
  }

  /** Panels and what they judge. */
  interface Panels {
    /** Invented subjects with reviews, labelled as samples, are added at the start. */
    @WithDefault("false")
    boolean samples();

    /** Reviewers who must decide before there is a verdict. */
    @Min(1)
    @Max(100)
    @WithDefault("3")
    int quorum();

    /** How long a panel waits for missing reviews before it is settled without them. */
    @WithDefault("PT24H")
    Duration patience();
  }

  /** The weekly digest. The mail server itself is set under {@code quarkus.mailer}. */
  interface Digest {
    /** Time zone of the weeks, such as {@code Europe/Berlin}. */
    @WithDefault("UTC")
    ZoneId zone();

    /** How long after a week's end its issue is made: late events have arrived by then. */
    @WithDefault("PT6H")
    Duration after();

    /** Whether mails are sent, and with it whether the console offers to subscribe. */
    @WithDefault("false")
    boolean mail();

    /** Address that the mails come from. */
    @NotBlank
    @WithDefault("signalbox@localhost")
    String from();

    /** How long the link that confirms a subscription works. */
    @WithDefault("P2D")
    Duration confirmWithin();

    /** Sign-ups taken in an hour from everybody together; one place may use ten of them. */
    @Min(1)
    @Max(100_000)
    @WithDefault("100")
    int signUpsPerHour();

    /** Mails that a replica claims at a time. */
    @Min(1)
    @Max(1_000)
    @WithDefault("20")
    int batch();

    /** First wait after a mail that could not be sent; it doubles each time. */
    @WithDefault("PT1M")
    Duration retryInitial();

    /** Longest wait between two attempts. */
    @WithDefault("PT6H")
    Duration retryMax();

    /** How long a mail is tried before it is given up. */
    @WithDefault("P5D")
    Duration patience();
  }

  /** What the parity report states, and how surely. */
  interface Parity {
    /** Chance that a row's statement is ever wrong, however often one looks. */
    @DecimalMin("0.0001")
    @DecimalMax("0.5")
    @WithDefault("0.05")
    double alpha();

    /** Loss in points up to which a route counts as no worse than its reference. */
    @DecimalMin("0.01")
    @DecimalMax("50")
    @WithDefault("1")
    double marginPoints();
  }
}
