/**
 * Asks models for judgements through the ingress' HTTP endpoint. What a model says is data: it is
 * parsed against a schema, and what can't be parsed is told apart from every judgement.
 */
@NullMarked
package dev.signalbox.verdict.judge;

import org.jspecify.annotations.NullMarked;
