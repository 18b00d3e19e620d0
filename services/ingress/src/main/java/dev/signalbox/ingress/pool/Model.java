package dev.signalbox.ingress.pool;

import dev.signalbox.ingress.pricing.Charge;
import dev.signalbox.ingress.pricing.Price;
import dev.signalbox.ingress.pricing.Usage;

/**
 * One model of the pool: the document of kind {@code Model}.
 *
 * @param provider who serves and bills it
 * @param publisher who made it
 * @param zone where a request to it goes, such as {@code edge}, {@code cluster} or {@code external}
 * @param tokenizer how its tokens are counted where it does not say
 * @param simulated a stand-in whose money is arithmetic only; said wherever its figures are shown
 */
public record Model(
    String name,
    Upstream upstream,
    String provider,
    String publisher,
    Capabilities capabilities,
    Price price,
    String zone,
    Ability ability,
    Tokenizer tokenizer,
    boolean simulated,
    Activation activation) {
  public boolean enabled() {
    return activation instanceof Activation.Enabled;
  }

  /** What {@code usage} on this model costs, beside the same request on {@code reference}. */
  public Charge charge(Usage usage, Model reference) {
    Usage there =
        name.equals(reference.name)
            ? usage
            : usage.onModelWith(reference.capabilities.tokensPerImage());
    return Charge.of(price, usage, reference.price, there);
  }
}
