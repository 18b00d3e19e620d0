package dev.signalbox.ingress.pool;

import java.math.BigDecimal;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** The {@code spec} of a {@code Model}. */
final class ModelReader {
  static final Pattern ZONE = Pattern.compile("[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?");
  static final String ZONE_RULE = "is a label of lower-case letters, digits and dashes";
  private static final Pattern VARIABLE = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");
  private static final int MOST_TOKENS = 100_000_000;
  private static final int MOST_TOKENS_PER_IMAGE = 100_000;
  private static final int ABILITY_DECIMALS = 6;

  private ModelReader() {}

  static Model read(String name, Fields spec, Map<String, String> environment, PriceBook book) {
    Capabilities capabilities = capabilities(spec.object("capabilities"));
    Upstream upstream = UpstreamReader.read(spec);
    Model model =
        new Model(
            name,
            upstream,
            spec.text("provider"),
            spec.text("publisher"),
            capabilities,
            PriceReader.read(spec.object("price"), book),
            spec.text("zone", ZONE, ZONE_RULE),
            ability(spec.object("ability"), capabilities.takesImages()),
            tokenizer(spec, upstream),
            spec.flag("simulated", false),
            activation(spec, environment));
    spec.refuseTheRest();
    return model;
  }

  private static Capabilities capabilities(Fields can) {
    Set<Modality> input = modalities(can);
    boolean takesImages = input.contains(Modality.IMAGE);
    int context = (int) can.count("contextTokens", 1, MOST_TOKENS);
    boolean embeddings = can.flag("embeddings", false);
    int output =
        embeddings && !can.has("maxOutputTokens")
            ? 1
            : (int) can.count("maxOutputTokens", 1, MOST_TOKENS);
    if (output > context) {
      can.refuse("maxOutputTokens", "is above contextTokens");
    }
    int perImage = takesImages ? (int) can.count("tokensPerImage", 0, MOST_TOKENS_PER_IMAGE) : 0;
    Capabilities capabilities =
        new Capabilities(
            input,
            can.flag("tools", false),
            can.flag("json", false),
            context,
            output,
            perImage,
            embeddings);
    can.refuseTheRest();
    return capabilities;
  }

  private static Set<Modality> modalities(Fields can) {
    Set<Modality> input = EnumSet.noneOf(Modality.class);
    List<String> names = can.textsNotEmpty("input");
    for (String name : names) {
      switch (name.toLowerCase(Locale.ROOT)) {
        case "text" -> input.add(Modality.TEXT);
        case "image" -> input.add(Modality.IMAGE);
        default -> can.refuse("input", "lists text and image, not " + name);
      }
    }
    if (!names.isEmpty() && !input.contains(Modality.TEXT)) {
      can.refuse("input", "lists text: there is no request without it");
    }
    return input;
  }

  /** A vision ability is asked of models that take pictures, and of no others. */
  private static Ability ability(Fields ability, boolean takesImages) {
    Ability read =
        new Ability(
            ability.optionalText("gradedAs").orElse(""),
            share(ability, "text"),
            takesImages ? share(ability, "vision") : 0);
    ability.refuseTheRest();
    return read;
  }

  private static double share(Fields ability, String key) {
    return ability.number(key, BigDecimal.ZERO, BigDecimal.ONE, ABILITY_DECIMALS).doubleValue();
  }

  private static Tokenizer tokenizer(Fields spec, Upstream upstream) {
    Optional<String> stated = spec.optionalText("tokenizer");
    if (stated.isEmpty()) {
      return Tokenizer.usedBy(upstream.model());
    }
    Optional<Tokenizer> known = Tokenizer.named(stated.get());
    if (known.isEmpty()) {
      spec.refuse("tokenizer", "is one of " + Tokenizer.names());
    }
    return known.orElse(Tokenizer.CHARACTERS);
  }

  private static Activation activation(Fields spec, Map<String, String> environment) {
    Optional<Fields> when = spec.optionalObject("enabledWhen");
    if (when.isEmpty()) {
      return new Activation.Enabled();
    }
    Optional<String> present = variable(when.get(), "env");
    Optional<String> absent = variable(when.get(), "envAbsent");
    when.get().refuseTheRest();
    if (present.isPresent() == absent.isPresent()) {
      spec.refuse("enabledWhen", "has exactly one of env and envAbsent");
      return new Activation.Enabled();
    }
    if (present.isPresent() && !isSet(environment, present.get())) {
      return new Activation.Disabled(present.get() + " is not set");
    }
    if (absent.isPresent() && isSet(environment, absent.get())) {
      return new Activation.Disabled(absent.get() + " is set");
    }
    return new Activation.Enabled();
  }

  private static Optional<String> variable(Fields when, String key) {
    Optional<String> name = when.optionalText(key);
    if (name.isPresent() && !VARIABLE.matcher(name.get()).matches()) {
      when.refuse(key, "is the name of an environment variable");
    }
    return name;
  }

  private static boolean isSet(Map<String, String> environment, String variable) {
    return !environment.getOrDefault(variable, "").isBlank();
  }
}
