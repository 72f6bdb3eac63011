"""What leaves the system: files, manifests, corrections. No Streamlit."""
