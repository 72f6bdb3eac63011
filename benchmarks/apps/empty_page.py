"""The page of the empty app."""

import streamlit as st

st.write("empty")
