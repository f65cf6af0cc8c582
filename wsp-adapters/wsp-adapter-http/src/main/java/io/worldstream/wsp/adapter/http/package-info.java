/**
 * The Ingestion Gate over HTTP/1.1 (contracts 9). Start at {@link io.worldstream.wsp.adapter.http.HttpIngressSink}. How an
 * answer is read is in {@code GateAnswer}, a pure function; how one request lives and ends is in {@code PushExchange}.
 *
 * <p>What this package never does: follow a redirect, send a request twice, keep a cookie, ask the environment for a
 * proxy, or write the auth token anywhere but into its header.
 */
@NullMarked
package io.worldstream.wsp.adapter.http;

import org.jspecify.annotations.NullMarked;
