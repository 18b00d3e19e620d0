/**
 * Keys of clients, known by their SHA-256 only, and the feed that tells replicas of the ingress of
 * keys and budgets. A key itself exists in the answer that made it, and nowhere here.
 */
@NullMarked
package dev.signalbox.verdict.access;

import org.jspecify.annotations.NullMarked;
