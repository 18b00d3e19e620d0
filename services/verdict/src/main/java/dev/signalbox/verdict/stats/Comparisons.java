package dev.signalbox.verdict.stats;

import java.util.Arrays;

/**
 * Paired comparisons of numbered items, in columns so that a million of them fit in some 30 MB. A
 * score of 1 means that the first item won, 0 that it lost, a half a tie.
 */
public final class Comparisons {
  private static final int INITIAL = 1_024;

  private int[] first = new int[INITIAL];
  private int[] second = new int[INITIAL];
  private double[] score = new double[INITIAL];
  private double[] weight = new double[INITIAL];
  private int[] cluster = new int[INITIAL];
  private int size;
  private int items;
  private int clusters;

  /** One comparison of weight 1 in a cluster of its own. */
  public void add(int first, int second, double score) {
    add(first, second, score, 1, clusters);
  }

  /**
   * One comparison.
   *
   * @param score from 0 to 1
   * @param weight 0 or above; scales the comparison's share in the likelihood
   * @param cluster number of what is drawn together, such as the voter; 0, 1, 2 and so on
   * @throws IllegalArgumentException for anything else, and for an item compared with itself
   */
  public void add(int first, int second, double score, double weight, int cluster) {
    if (first < 0 || second < 0 || first == second) {
      throw new IllegalArgumentException("no pair: " + first + " and " + second);
    }
    if (!(score >= 0 && score <= 1)) {
      throw new IllegalArgumentException("a score is between 0 and 1: " + score);
    }
    if (!(weight >= 0) || Double.isInfinite(weight)) {
      throw new IllegalArgumentException("a weight is 0 or above and finite: " + weight);
    }
    if (cluster < 0) {
      throw new IllegalArgumentException("a cluster's number is not negative: " + cluster);
    }
    if (size == this.first.length) {
      grow();
    }
    this.first[size] = first;
    this.second[size] = second;
    this.score[size] = score;
    this.weight[size] = weight;
    this.cluster[size] = cluster;
    size++;
    items = Math.max(items, Math.max(first, second) + 1);
    clusters = Math.max(clusters, cluster + 1);
  }

  public int size() {
    return size;
  }

  /** One more than the highest item's number. */
  public int items() {
    return items;
  }

  /** One more than the highest cluster's number. */
  public int clusters() {
    return clusters;
  }

  public int first(int index) {
    return first[index];
  }

  public int second(int index) {
    return second[index];
  }

  public double score(int index) {
    return score[index];
  }

  public double weight(int index) {
    return weight[index];
  }

  public int cluster(int index) {
    return cluster[index];
  }

  /** The comparisons among these items, renumbered by their place; clusters keep their numbers. */
  public Comparisons within(int[] component) {
    int[] place = new int[items];
    Arrays.fill(place, -1);
    for (int i = 0; i < component.length; i++) {
      place[component[i]] = i;
    }
    Comparisons some = new Comparisons();
    for (int c = 0; c < size; c++) {
      if (place[first[c]] >= 0 && place[second[c]] >= 0) {
        some.add(place[first[c]], place[second[c]], score[c], weight[c], cluster[c]);
      }
    }
    return some;
  }

  private void grow() {
    int capacity = size + (size >> 1);
    first = Arrays.copyOf(first, capacity);
    second = Arrays.copyOf(second, capacity);
    score = Arrays.copyOf(score, capacity);
    weight = Arrays.copyOf(weight, capacity);
    cluster = Arrays.copyOf(cluster, capacity);
  }
}
