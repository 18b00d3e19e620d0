package dev.signalbox.verdict.panel;

import dev.signalbox.platform.money.Money;
import org.jspecify.annotations.Nullable;

/**
 * A panel's verdict in numbers.
 *
 * @param share of ship among ship and skip; of the first among a pair's decided, a tie a half; null
 *     when nobody decided
 * @param lower Wilson's 95% bound at the effective size
 * @param split as "3-1"
 * @param decided reviewers who decided
 * @param alpha Krippendorff's ordinal alpha over the criteria's scores; null when there is too
 *     little to compare
 * @param effectiveSize how many independent judges the decided ones are worth; null when unknown
 * @param orderFlips of judges asked in both orders, how many changed their mind with the order
 * @param bothOrders judges that were asked in both orders
 * @param firstShownShare of decided single answers, how often the one shown first won; null for one
 *     subject
 * @param cost of the models' reviews, as far as it was told
 * @param simulated at least one review came from a simulator
 */
public record PanelResult(
    PanelCall call,
    @Nullable Double share,
    double lower,
    double upper,
    String split,
    int decided,
    int abstained,
    int unparsed,
    int quorum,
    @Nullable Double alpha,
    @Nullable Double effectiveSize,
    int orderFlips,
    int bothOrders,
    @Nullable Double firstShownShare,
    Money cost,
    boolean simulated) {}
