"""Tests of the decoded-network kernel."""
