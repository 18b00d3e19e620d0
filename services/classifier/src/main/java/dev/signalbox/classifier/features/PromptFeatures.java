package dev.signalbox.classifier.features;

/**
 * What a request looks like in numbers.
 *
 * @param ngrams hashed words and pairs
 * @param shingles {@link Shingles} of the canonical text
 * @param dense cheap features, named by {@link CheapFeatures#featureNames()}
 * @param english how English the text looks, in [0,1], as it was written: mending makes other
 *     languages look more English than they are
 * @param characters length of the whole conversation, before any cut
 * @param constraints demands on the answer's form that were found
 * @param hasImage whether pictures come with it
 * @param perception whether a short question asks what is plainly to be seen
 * @param clutter how much there is to look at in the pictures, in [0,1]
 */
public record PromptFeatures(
    SparseVector ngrams,
    int[] shingles,
    float[] dense,
    double english,
    long characters,
    double constraints,
    boolean hasImage,
    boolean perception,
    double clutter) {}
