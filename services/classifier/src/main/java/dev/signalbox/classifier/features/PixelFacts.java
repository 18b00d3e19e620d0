package dev.signalbox.classifier.features;

/**
 * What sampled pixels of a picture say, each in [0,1].
 *
 * @param luminance mean
 * @param contrast twice the standard deviation of the luminance
 * @param edges share of neighbouring samples that differ by more than a tenth
 * @param colours distinct ones of 512
 * @param saturation mean distance of the channels from their mean
 */
public record PixelFacts(
    double luminance, double contrast, double edges, double colours, double saturation) {}
